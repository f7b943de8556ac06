"""ISRCs as people write them, and a sentence for each that is not one.

https://isrc.ifpi.org and ISO 3901: two letters, three letters or digits, the year, five digits.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from leads.text import clean

CLEAN = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")  # ask with fullmatch
LONGEST_VALUE = 100  # what is kept of a cell that cannot be read
LONGEST_CELL = 10_000  # nobody reads on in a longer one
LONGEST_SPELLING = 200  # longer than any way to write a code

# ISO 3166-1 and the pairs the ISRC agencies gave out beside it (QM, QT, QZ for the United States, ZZ worldwide...)
_PAIRS = """
    AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT
    MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
    UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    BC BK BP BX CB CP DG FX GX KS QM QN QT QZ UK XK YU ZB ZZ
"""
USUAL_PAIRS = frozenset(_PAIRS.split())

_LOWER_TO_UPPER = {lower: lower - 32 for lower in range(ord("a"), ord("z") + 1)}  # ASCII: "ß".upper() is two letters
_MEANT_DIGITS = str.maketrans("OIL", "011")
_QUOTES = "\"'`´‘’“”„«»"
_SEPARATORS = re.compile(r"[,;/|\n\r\v\f\x85\u2028\u2029]+")
_LINK = re.compile(r"://|www\.|spotify:", re.I)
_GAP = r"[\W_]{0,2}"
_SPELLED = (
    rf"(?<![A-Za-z0-9])(?:ISRC[\W_]{{0,3}})?([A-Z]{{2}}){_GAP}([A-Z0-9]{{3}}){_GAP}([0-9]{{2}}){_GAP}([0-9]{{5}})"
    r"(?![A-Za-z0-9])"
)
_CODE = re.compile(_SPELLED, re.I)
_RUN_OF_CODES = re.compile(rf"(?:{_SPELLED}\s*){{2,}}", re.I)
_NEAR = re.compile(_SPELLED.replace("[0-9]", "[0-9OIL]"), re.I)

# What stands in ISRC columns by mistake: (pattern, reason, message)
_OTHER_THINGS = [
    (re.compile(r"spotify:|https?://\w+\.spotify\.com/", re.I), "bad_character", "This is a Spotify link, not an ISRC"),
    (re.compile(r"https?://|www\.", re.I), "bad_character", "This is a web address, not an ISRC"),
    (re.compile(r"T-?\d{3}\.?\d{3}\.?\d{3}-?\w\Z", re.I), "wrong_length", "This is an ISWC, not an ISRC"),
    (
        re.compile(r"(?=\w*[a-z])(?=\w*[A-Z])(?=\w*\d)[A-Za-z0-9]{22}\Z"),
        "wrong_length",
        "This is a Spotify id, not an ISRC",
    ),
    (re.compile(r"\d{13,14}\Z"), "wrong_length", "This is a barcode (UPC or EAN), not an ISRC"),
    (re.compile(r"\d{12}\Z"), "bad_prefix", "This is a barcode (UPC or EAN), not an ISRC"),
]


class ISRC(NamedTuple):
    prefix: str  # names the registrant; its first two letters say where, not the artist's home
    year: str
    designation: str

    @classmethod
    def parse(cls, text: str) -> "ISRC":
        """Read one ISRC the way people write it: hyphens, spaces and lower case are fine."""
        code = read_one(text)
        if code.isrc is None:
            raise ValueError(f"{code.value!r} is not an ISRC: {code.message}")
        return cls(code.isrc[:5], code.isrc[5:7], code.isrc[7:])

    def __str__(self):
        return "".join(self)


@dataclass(frozen=True, slots=True)
class Code:
    """What was read at one place: a code, or the reason why there is none."""

    value: str  # as written, cut to 100 characters
    isrc: str | None = None
    reason: str | None = None
    message: str | None = None
    suggestion: str | None = None
    warning: str | None = None


def read_cell(text: str) -> list[Code]:
    """Every code in a cell, good and bad, in order; a blank cell is one Code whose reason is `empty`."""
    if CLEAN.fullmatch(text):
        return [_judge(text)]
    if is_blank(text):
        return [Code("", reason="empty", message="The cell is blank")]
    return [_judge(piece) for piece in _pieces(text)]


def read_one(value: object) -> Code:
    """The one code that a form field or an API value holds; several are refused with all of them suggested."""
    if not isinstance(value, str):
        return not_text(value)
    codes = read_cell(value)
    if len(codes) == 1:
        return codes[0]
    suggestion = ", ".join(dict.fromkeys(code.isrc for code in codes if code.isrc)) or None
    return Code(_shown(value), None, "several_codes", f"{len(codes)} codes stand here, one is needed", suggestion)


def not_text(value: object) -> Code:
    """What is said of a number, a date or a list where an ISRC should be."""
    if value is None:
        return Code("", reason="empty", message="The cell is blank")
    if isinstance(value, bool):
        kind = "a yes or no"
    elif isinstance(value, int | float):
        kind = "a number"
    elif hasattr(value, "isoformat"):
        kind = "a date"
    else:
        kind = "something else"
    return Code(_shown(in_words(value)), None, "not_text", f"An ISRC is text, this is {kind}")


def in_words(value: object) -> str:
    """A spreadsheet's cell as a person would read it there: 1975.0 is 1975."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def looks_like_code(text: str) -> bool:
    """Whether a code, or a near miss of one, stands anywhere in the text."""
    return _NEAR.search(text[:LONGEST_SPELLING]) is not None


def is_blank(text: str) -> bool:
    """Whether nothing but spaces, dashes, quotes and invisible characters stands there."""
    return all(char in _QUOTES or _is_dressing(char) for char in text)


def compact(text: str) -> str:
    """The text without what codes are dressed in: spaces, dashes, quotes around, and the word ISRC before 12 more."""
    bare = "".join(char for char in text if not _is_dressing(char)).strip(_QUOTES).translate(_LOWER_TO_UPPER)
    if match := re.fullmatch(r"ISRC:?([^:].{11})", bare):  # a bare ISRC12345678 is Icelandic
        return match.group(1)
    return bare


def _is_dressing(char: str) -> bool:
    if char.isascii():
        return char in "-_" or char.isspace() or not char.isprintable()
    # Pd: dashes of all lengths; Z: no-break spaces; C: soft hyphens, zero widths, direction and byte order marks
    return unicodedata.category(char) in ("Pd", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs") or char in "−⁃"


def _pieces(text: str) -> list[str]:
    """The cell cut at separators, but only where that lays codes, or near misses, bare."""
    if _LINK.search(text):
        return [text]
    parts = [part for part in _SEPARATORS.split(text) if not is_blank(part[:LONGEST_SPELLING])]
    parts = [word for part in parts for word in _words(part)]
    if any(CLEAN.fullmatch(compact(part[:LONGEST_SPELLING])) for part in parts):
        return parts
    return parts if sum(map(looks_like_code, parts)) > 1 else [text]


def _words(part: str) -> list[str]:
    """The part cut at white space where complete codes stand side by side."""
    if CLEAN.fullmatch(part) or len(part.split()) < 2 or CLEAN.fullmatch(compact(part[:LONGEST_SPELLING])):
        return [part]
    if _RUN_OF_CODES.fullmatch(part.strip()):
        return [match.group() for match in _CODE.finditer(part)]
    words = part.split()
    bare = [compact(word[:LONGEST_SPELLING]) for word in words]
    codelike = all(10 <= len(word) <= 14 and any(char.isdigit() for char in word) for word in bare)
    return words if codelike and any(map(CLEAN.fullmatch, bare)) else [part]


def _judge(text: str) -> Code:
    if CLEAN.fullmatch(text):
        return _good(text, text)
    if len(text) > LONGEST_CELL:
        return Code(_shown(text), None, "wrong_length", f"{len(text)} characters, 12 are needed")
    bare = compact(text)
    if CLEAN.fullmatch(bare):
        return _good(text, bare)
    reason, message = _fault(text, bare)
    return Code(_shown(text), None, reason, message, _suggestion(text, bare))


def _good(text: str, isrc: str) -> Code:
    pair = isrc[:2]
    warning = None if pair in USUAL_PAIRS else f"“{pair}” is an unusual country pair for an ISRC"
    return Code(_shown(text), isrc, warning=warning)


def _shown(text: str) -> str:
    return clean(text[: 2 * LONGEST_VALUE])[:LONGEST_VALUE]


def _fault(text: str, bare: str) -> tuple[str, str]:
    """The first thing that keeps the text from being an ISRC: (reason, message)."""
    together = len(set(_codes_within(text, bare)))
    if together > 1:
        return "several_codes", f"{together} codes stand here without a comma between them"
    for pattern, reason, message in _OTHER_THINGS:
        if pattern.match(text.strip()):
            return reason, message
    if re.match(r"\W*ISRC[\W_]", text, re.I):  # the word is not part of what was meant as the code
        bare = re.sub(r"^ISRC:?", "", bare)
    if odd := re.search(r"[^A-Z0-9]", bare):
        return "bad_character", _odd_character(odd)
    if len(bare) != 12:
        return "wrong_length", f"{len(bare)} character{'' if len(bare) == 1 else 's'}, 12 are needed"
    if not re.match(r"[A-Z]{2}", bare):
        return "bad_prefix", "The first two characters must be letters"
    position = re.search(r"[A-Z]", bare[5:]).start() + 6
    return "letter_among_digits", f"A letter stands where a digit must be (character {position})"


def _odd_character(match: re.Match) -> str:
    char = match.group()
    shown = f"“{char}”" if char.isprintable() else f"U+{ord(char):04X}"
    return f"{shown} is not one of the letters A-Z and digits 0-9 (character {match.start() + 1})"


def _codes_within(text: str, bare: str) -> list[str]:
    """Complete codes that stand in the text unseparated, or among other words."""
    if len(bare) % 12 == 0 and 24 <= len(bare) <= 20 * 12:
        chunks = [bare[start : start + 12] for start in range(0, len(bare), 12)]
        if all(map(CLEAN.fullmatch, chunks)):
            return chunks
    return [_with_digits("".join(match.groups())) for match in _CODE.finditer(_plain(text))]


def _suggestion(text: str, bare: str) -> str | None:
    """What was probably meant: O, I and L among the digits, full-width letters, dots or words around a code."""
    if several := _codes_within(text, bare):
        return ", ".join(dict.fromkeys(several))
    plain = _plain(text)
    meant = [compact(plain)] if len(bare) == 12 else []
    meant += ["".join(match.groups()) for match in _NEAR.finditer(plain)]
    codes = {code for code in map(_with_digits, meant) if CLEAN.fullmatch(code)}
    return codes.pop() if len(codes) == 1 else None


def _plain(text: str) -> str:
    """Full-width and other look-alike forms as the plain letters they stand for."""
    return unicodedata.normalize("NFKC", text[:LONGEST_SPELLING])


def _with_digits(code: str) -> str:
    code = code.translate(_LOWER_TO_UPPER)
    return code[:5] + code[5:].translate(_MEANT_DIGITS)
