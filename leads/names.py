"""Names of artists and labels: how they are searched, and when two of them are the same. And of networks."""

import re
import unicodedata

from rapidfuzz import fuzz

from leads.text import clean

__all__ = ["clean", "fold", "network", "same_name", "similarity"]

# Glottal stops, okina and the apostrophes typed in their place: Hawaiʻi, Hawai'i and Hawaii are found alike.
_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʻʼʽʾʿˈ‘’‛′ꞌ＇"))
# Latin letters that NFKD leaves whole.
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# Accents and macrons only: vowel signs of Thai, Devanagari or Japanese are letters to their readers.
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")

NETWORKS = {"tiktok": "TikTok", "soundcloud": "SoundCloud", "youtube": "YouTube", "linkedin": "LinkedIn", "vk": "VK"}


def fold(name: str) -> str:
    """The name as the search column holds it: no case, no accents, no glottal stops, single spaces."""
    bare = clean(name).translate(_APOSTROPHES)
    plain = unicodedata.normalize("NFKD", bare).casefold()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_APOSTROPHES).translate(_LETTERS)
    return " ".join(plain.split())


def _normalised(name: str) -> str:
    """The folded name without punctuation and article, `&` as `and`; a name of punctuation alone stays as it is."""
    folded = fold(name)
    spoken = folded.replace("&", " and ")
    words = "".join(" " if unicodedata.category(char)[0] == "P" else char for char in spoken).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    elif len(words) > 1 and words[-1] == "the" and "," in folded:  # Beatles, The
        words = words[:-1]
    return " ".join(words) or folded


def same_name(one: str, other: str) -> bool:
    """Whether two whole names are the same but for case, accents, punctuation, `&` and a leading `the`."""
    name = _normalised(one)
    return bool(name) and name == _normalised(other)


def similarity(one: str, other: str) -> float:
    """0 for strangers, 1 for the same name; words in another order count little, parts of a name never match it."""
    name, other_name = _normalised(one), _normalised(other)
    if not name or not other_name:
        return 0.0
    return max(fuzz.ratio(name, other_name), 0.95 * fuzz.token_sort_ratio(name, other_name)) / 100


def network(platform: str) -> str:
    """A network's name as it writes itself."""
    return NETWORKS.get(platform, platform.replace("_", " ").capitalize())
