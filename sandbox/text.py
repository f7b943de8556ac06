"""How the four services fold names before they compare them."""

import re
import unicodedata

APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʻʼ`´"), None)


def fold(text: str) -> str:
    """Lower case without macrons, accents, apostrophes and glottal stops; punctuation becomes a space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.translate(APOSTROPHES).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split()) or plain.strip()


def slug(text: str) -> str:
    """The letters and digits a person would type into an address, or an empty string."""
    return re.sub(r"[^a-z0-9]", "", fold(text))
