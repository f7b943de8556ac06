"""Label and artist names, brought to one form before they are compared."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LEGAL_FORMS = frozenset({
    "ab", "aps", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg", "limited",
    "llc", "llp", "ltd", "nv", "oy", "plc", "pty", "sa", "sarl", "sas", "spa", "srl", "ug",
})  # fmt: skip
DESIGNATORS = frozenset({"records", "recordings", "music", "entertainment"})
TERRITORIES = frozenset({"america", "australia", "canada", "france", "germany", "ireland", "nz", "uk", "us", "usa"})
# What an artist may add to their own name and still mean themselves.
OWN_WORDS = DESIGNATORS | LEGAL_FORMS | frozenset({
    "aotearoa", "australia", "band", "label", "media", "musik", "new", "nz", "official", "own", "production",
    "productions", "publishing", "record", "released", "self", "songs", "sound", "sounds", "studio", "studios", "the",
    "zealand",
})  # fmt: skip
# What may join the artist's name to somebody else's: "for Island Records", "a Flying Nun release by".
CONNECTORS = frozenset({
    "a", "and", "at", "by", "collaboration", "conjunction", "exclusively", "for", "from", "in", "of", "on",
    "partnership", "published", "release", "released", "signed", "the", "to", "via", "with", "x",
})  # fmt: skip
LICENCE = frozenset({"lic", "licence", "licenced", "licensed", "licensee", "license"})
APOSTROPHES = re.compile("['’‘ʼʻ`´]")  # an ʻokina or a quote joins: Hawaiʻi is hawaii, Lil' Chief is lil chief
INITIALS = re.compile(r"\b\w(?:\.\w)+\b\.?")  # G.O.O.D., B.V.
ACCENTS = re.compile("[\u0300-\u036f]")
CONTAINS_OWN = "Label name contains the artist's name"
OTHER_ORDER = "Label name is the artist's name in another order"
MARKS = re.compile(r"\(\s*[pc]\s*\)|[℗©ⓅⓟⒸⓒ]", re.IGNORECASE)


def words(text: str) -> list[str]:
    """The words of a name: folded, without accents and punctuation, "&" and "+" read as "and"."""
    text = MARKS.sub(" ", text)
    text = ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    text = APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
    text = INITIALS.sub(lambda match: match.group().replace(".", ""), text)
    return re.findall(r"\w+", re.sub("[&+]", " and ", text).replace("_", " "))


def normalise(text: str) -> str:
    """The form in which names are compared; "" for a text without a single word."""
    return " ".join(_without_legal_form(words(text)))


def shorter_forms(normalised: str) -> Iterator[str]:
    """ "columbia records" and "columbia" for "columbia records uk": one territory and one designator may go."""
    for endings in (TERRITORIES, DESIGNATORS):
        head, _, last = normalised.rpartition(" ")
        if head and last in endings:
            yield (normalised := head)


def standing_for(key: str) -> Iterator[str]:
    """What may stand for a family: "lil chief" for "lil chief records", but nothing shorter for "garbage records"."""
    return (shorter for shorter in shorter_forms(key) if " " in shorter)


def own_name(label: str, artist_names: Iterable[str]) -> str | None:
    """Why this label name is the artist's own; None when it is not."""
    name = _without_article(normalise(label).split())
    for artist in artist_names:
        own = _without_article(normalise(artist).split())
        if name and own and (reason := _same(name, own)):
            return reason
    return None


def beyond_own_name(label: str, artist_names: Iterable[str]) -> list[str]:
    """The label's words without the artist's own name, where that is more than one word."""
    name = normalise(label).split()
    for artist in artist_names:
        own = _without_article(normalise(artist).split())
        if len(own) > 1 and (at := _position(name, own)) is not None:
            return name[:at] + name[at + len(own) :]
    return name


def contains_own_name(label: str, artist_names: Iterable[str]) -> bool:
    """Whether an artist's name of several words stands in the label's name."""
    return len(beyond_own_name(label, artist_names)) < len(normalise(label).split())


def beside_own_name(label: str, artist_names: Iterable[str]) -> Iterator[str]:
    """Whoever else a name that contains the artist's may name, "island records" in "Ana Tui for Island Records".

    One word without anything that joins it names nobody: "Ana Tui Loop" is no release of Loop's.
    """
    name = normalise(label).split()
    for artist in artist_names:
        own = _without_article(normalise(artist).split())
        if len(own) > 1 and (at := _position(name, own)) is not None:
            for side in (name[:at], name[at + len(own) :]):
                other = _without_legal_form(_without_connectors(side))
                if other and (len(other) > 1 or len(side) > 1):
                    yield " ".join(other)
            return


def speaks_of_a_licence(label: str) -> bool:
    return not LICENCE.isdisjoint(words(label))


def _same(name: list[str], own: list[str]) -> str | None:
    if name == own or (len("".join(own)) >= 5 and "".join(name) == "".join(own)):
        return "Label name equals the artist's name"
    if len(own) > 1 and sorted(name) == sorted(own):
        return OTHER_ORDER
    at = _position(name, own)
    if at is None:
        return None
    rest = name[:at] + name[at + len(own) :]
    return f"Label name is the artist's name with “{' '.join(rest)}”" if OWN_WORDS.issuperset(rest) else None


def _position(name: list[str], part: list[str]) -> int | None:
    starts = range(len(name) - len(part) + 1)
    return next((at for at in starts if name[at : at + len(part)] == part), None)


def _without_legal_form(name: list[str]) -> list[str]:
    while len(name) > 1 and name[-1] in LEGAL_FORMS:
        name = name[:-1]
    return name


def _without_connectors(name: list[str]) -> list[str]:
    while name and name[0] in CONNECTORS:
        name = name[1:]
    while name and name[-1] in CONNECTORS:
        name = name[:-1]
    return name


def _without_article(name: list[str]) -> list[str]:
    return name[1:] if len(name) > 1 and name[0] == "the" else name
