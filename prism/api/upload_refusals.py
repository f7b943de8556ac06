"""Files that cannot be used, as the API tells it: what is over a limit, what cannot be read, what holds no code."""

from leads.spreadsheets import Row, Unreadable
from leads.spreadsheets.results import FORMATS
from prism.api.problems import Item, Problem, invalid, wrong_state
from prism.api.upload_told import detected, entry

TOO_LARGE = ("too_large", "too_many_rows", "too_many_columns")
UNREADABLE = ("encrypted", "corrupt", "not_what_it_says", "bomb", "timed_out")
NOTHING = ("no_isrc", "empty")
MOST_SHOWN = 10


def as_problem(trouble: Unreadable, filename: str) -> Problem:
    """Every file that cannot be used is refused before anything of it is stored."""
    item = Item(trouble.reason, trouble.sentence, "file", allowed=tuple(trouble.allowed))
    if trouble.reason == "discarded":
        return wrong_state(trouble.sentence)
    if trouble.reason in TOO_LARGE:
        return Problem(413, "too_large", "Too large", trouble.sentence, errors=[item], **_limits(trouble))
    if trouble.reason in UNREADABLE:
        title = "Cannot be read"
        return Problem(422, "unreadable_file", title, trouble.sentence, errors=[item], **_limits(trouble))
    return invalid(item, detail=trouble.sentence, **_more(trouble, filename))


def _limits(trouble: Unreadable) -> dict:
    told = {"limit": trouble.limit, "found": trouble.found}
    return {name: value for name, value in told.items() if value is not None}


def _more(trouble: Unreadable, filename: str) -> dict:
    if trouble.reason == "unsupported":
        return {"filename": filename, "supported_formats": list(FORMATS)}
    if trouble.reason == "wrong_override":
        return {"filename": filename, "allowed": trouble.allowed}
    if trouble.reason in NOTHING:
        rows: list[Row] = list(trouble.rows)[:MOST_SHOWN]
        told = trouble.detected and detected(trouble.detected)
        return {"filename": filename, "detected": told, "invalid": [entry(row) for row in rows]}
    return {"filename": filename}
