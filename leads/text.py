"""What may come in as text from files, forms and platforms."""

import re

# C0 and C1 controls, lone surrogates, the byte order mark, and the marks that reorder their surroundings:
# an override inside a name would turn round the rest of the line it is shown in. Direction marks (LRM, RLM, ALM)
# and joiners stay, for Arabic, Hebrew and emoji need them.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_SPACING = re.compile(r"[\t\n\v\f\r\x85]+")


def cut(text: str, longest: int) -> str:
    """The text, or as much of its beginning as fits before an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def clean(text: str) -> str:
    """The text as the database may hold it: line breaks and tabs as a space, control characters dropped."""
    if text.isprintable():
        return text.strip()
    return _UNWANTED.sub("", _SPACING.sub(" ", text)).strip()
