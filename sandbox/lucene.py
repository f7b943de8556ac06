"""The part of Lucene's query language that MusicBrainz searches need: fields, phrases, groups, AND, OR, NOT."""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<field>[a-zA-Z_-]+):|"(?P<phrase>(?:[^"\\]|\\.)*)"|(?P<word>(?:[^\s()":\\]|\\.)+))""",
    re.S,
)
MOST_CLAUSES = 1024


class BadQuery(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Term:
    field: str | None
    text: str
    phrase: bool


@dataclass(frozen=True, slots=True)
class Group:
    kind: str  # and, or, not
    parts: tuple


def parse(text: str):
    """A tree of Group and Term. BadQuery when the text is none or has too many clauses."""
    tokens = list(_tokens(text))
    if sum(kind in ("phrase", "word") for kind, _ in tokens) > MOST_CLAUSES:
        raise BadQuery("too many boolean clauses")
    tree, rest = _any(tokens, 0, None)
    if rest != len(tokens) or not tokens:
        raise BadQuery("the query cannot be parsed")
    return tree


def _tokens(text: str):
    at = 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match or match.end() == at:
            raise BadQuery(f"the query cannot be parsed at {text[at : at + 20]!r}")
        at = match.end()
        kind = match.lastgroup
        value = match.group(kind)
        yield kind, re.sub(r"\\(.)", r"\1", value) if kind in ("phrase", "word") else value


def _any(tokens, at, field):
    parts = []
    while at < len(tokens) and tokens[at] != ("paren", ")"):
        if tokens[at] in (("word", "OR"), ("word", "||")):
            at += 1
            continue
        part, at = _all(tokens, at, field)
        parts.append(part)
    if not parts:
        raise BadQuery("an empty group")
    return (parts[0] if len(parts) == 1 else Group("or", tuple(parts))), at


def _all(tokens, at, field):
    part, at = _one(tokens, at, field)
    parts = [part]
    while at < len(tokens) and tokens[at] in (("word", "AND"), ("word", "&&"), ("word", "NOT")):
        at += tokens[at] != ("word", "NOT")
        part, at = _one(tokens, at, field)
        parts.append(part)
    return (parts[0] if len(parts) == 1 else Group("and", tuple(parts))), at


def _one(tokens, at, field):
    if at >= len(tokens):
        raise BadQuery("the query ends too early")
    kind, value = tokens[at]
    if (kind, value) == ("word", "NOT"):
        part, at = _one(tokens, at + 1, field)
        return Group("not", (part,)), at
    if kind == "field":
        return _one(tokens, at + 1, value.lower())
    if (kind, value) == ("paren", "("):
        part, at = _any(tokens, at + 1, field)
        if at >= len(tokens):
            raise BadQuery("a bracket is not closed")
        return part, at + 1
    if kind == "paren":
        raise BadQuery("a bracket closes nothing")
    return Term(field, value, kind == "phrase"), at + 1


def hits(tree, lookup, everything) -> set:
    """The ids that the tree matches. `lookup(term)` gives a set; `everything()` is what NOT takes from."""
    if isinstance(tree, Term):
        return lookup(tree)
    found = [hits(part, lookup, everything) for part in tree.parts]
    if tree.kind == "or":
        return set().union(*found)
    if tree.kind == "not":
        return everything() - found[0]
    return set.intersection(*found)
