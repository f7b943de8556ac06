"""A label string or copyright line taken apart: who owns, who holds the licence, who distributes, who stands above."""

import re
from dataclasses import dataclass
from enum import StrEnum

from scoring.labels.names import MARKS


class Role(StrEnum):
    LABEL = "label"  # the name itself: label or owner
    LICENSEE = "licensee"
    DISTRIBUTOR = "distributor"
    PARENT = "parent"  # the label is a division or an imprint of it


@dataclass(frozen=True, slots=True)
class Named:
    role: Role
    name: str


_HOW = r"(?:(?:an?|the|exclusive|exclusively|sole|solely|worldwide|global|perpetual|non-exclusive|digitally)\s+){0,8}"
# "under sole and exclusive licence in Australia and New Zealand to": on what terms, and for where.
_TERMS = (
    r"(?:(?:an?|the|and|exclusive|exclusively|sole|worldwide|global|perpetual|non-exclusive|distribution)[\s,]+){0,8}"
)
_WHERE = (
    r"(?:\s+(?:agreement|deal))?"
    r"(?:\s+(?:in|for|throughout|within|outside|across)\s+(?:[\w.&'’-]+[\s,]+){1,12}?(?=to\b|with\b|through\b|via\b))?"
)
_MADE = r"(?:manufactured|marketed|distributed|released|issued|promoted|serviced|sold)"
_SOME = r"{0,8}"  # a line of nothing but such words must not take for ever
_AND = r"(?:\s*(?:,|&|and|/)\s*)"
# The first that matches at a place wins, so "licence from" stands before "licence to".
CLAUSES = re.compile(
    rf"""[\s,;(\[–—-]*\b(?:
        (?P<licensor> (?:released\s+)?under\s+{_TERMS}licen[cs]e\s+(?:from|by)\b | {_HOW}licen[cs]ed\s+(?:from|by)\b )
      | (?P<licensee> (?:(?:released\s+)?under\s+{_TERMS}|exclusive\s+)licen[cs]e{_WHERE}\s*\b(?:to|with|through|via)\b
                    | {_HOW}licen[cs]ed\s+(?:exclusively\s+)?(?:to|through|via)\b )
      | (?P<distributor> {_HOW}{_MADE}(?:{_AND}{_HOW}{_MADE}){_SOME}\s+{_HOW}(?:by|via|through)\b
                       | (?:digital\s+)?distribution\s*(?:by\b|via\b|:) | (?<=[\w.)]\s)via\b )
      | (?P<parent> an?\s+(?:division|imprint|subsidiary|sublabel|unit|member|part|label|brand)\s+of\b
                  | (?:division|imprint|subsidiary|sublabel|trading\s+name)\s+of\b
                  | (?<=[,(]\s)part\s+of\b | owned\s+by\b )
      | (?P<joint> in\s+association\s+with\b | courtesy\s+of\b | presented\s+by\b )
    )[\s:]*""",
    re.IGNORECASE | re.VERBOSE,
)
COMPANY = re.compile(r"\s*[,(–—-]\s*an?\s+(?P<parent>[^,()/|]+?)\s+(?:company|label|imprint)\b[\s.)]*$", re.IGNORECASE)
SEPARATORS = re.compile(r"\s*(?:[/|;•·+]|,(?!\s*(?:ltd|limited|inc|llc|pty|gmbh|co)\b))\s*", re.IGNORECASE)
YEARS = re.compile(r"^(?:[\s,&–—-]*(?:19|20)\d\d)+\b[\s,.:–—-]*(?=\S)")
LAST_YEAR = re.compile(r"[\s,]+(?:19|20)\d\d$")
NOISE = re.compile(
    r"\ball\s+rights\s+reserved\b\.?|^\s*(?:this\s+compilation|copyright|copr\.?)\b|\bunauthori[sz]ed\s+copying\b.*$",
    re.IGNORECASE,
)
ROLES = {"licensee": Role.LICENSEE, "distributor": Role.DISTRIBUTOR, "parent": Role.PARENT, "joint": Role.LABEL}


def statements(text: str, copyright: str | None = None) -> list[str]:
    """The separate statements of a line, "℗ 2021 X © 2022 Y" being two, without marks and years.

    A label name may begin with a year; only a line with a mark, or one given as a P or C line, loses it.
    """
    is_line = bool(copyright or MARKS.search(text))
    found = []
    for piece in MARKS.split(text) if is_line else [text]:
        piece = NOISE.sub(" ", piece).strip(" ,.;-–—&")
        if is_line:
            piece = LAST_YEAR.sub("", YEARS.sub("", piece)).strip(" ,;-–—&")
        if piece and not (is_line and re.fullmatch(r"(?:19|20)\d\d", piece)):
            found.append(piece)
    return list(dict.fromkeys(found))


def take_apart(statement: str) -> list[Named]:
    """Who is named in one statement, and as what; the label or owner comes first."""
    if company := COMPANY.search(statement):
        label = statement[: company.start()].strip(" ,(")
        return [*_names(Role.LABEL, label), *_names(Role.PARENT, company["parent"])]
    role, start, parts = Role.LABEL, 0, []
    for clause in CLAUSES.finditer(statement):
        before = statement[start : clause.start()]
        if clause.lastgroup == "licensor":  # "Y under licence from X": Y holds it, X owns
            parts.append((Role.LICENSEE if role is Role.LABEL else role, before))
            role = Role.LABEL
        else:
            parts.append((role, before))
            role = ROLES[clause.lastgroup]
        start = clause.end()
    parts.append((role, statement[start:]))
    return [Named(role, name) for role, part in parts if (name := part.strip(" ,.;:()[]"))]


def several_names(name: str) -> list[str]:
    """The names in "X / Y", "X | Y", "X, Y" or "X + Y"."""
    return [part for part in (piece.strip(" ()") for piece in SEPARATORS.split(name)) if part]


def _names(role: Role, name: str) -> list[Named]:
    return [Named(role, name)] if name else []
