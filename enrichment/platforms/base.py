"""What all adapters share: the ways asking can go wrong, and reading values that may be anything.

Not found is no error: an adapter answers None, an empty page, or leaves the id out.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime


class PlatformError(Exception):
    """Asking failed. The message is a sentence for staff and never holds a key or a URL's query."""

    outcome = "failed"

    def __init__(self, sentence: str, *, after: float | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.after = after  # seconds until it is worth asking again, where the platform said so


class TryAgain(PlatformError):
    """The platform is slow, down or cut us off: worth asking again after a while."""

    outcome = "unavailable"


class RateLimited(TryAgain):
    """Too fast. The whole platform pauses, not only this question."""

    outcome = "rate_limited"


class QuotaSpent(PlatformError):
    """This bucket is used up until its day ends (`after` when the platform told)."""

    outcome = "quota_spent"

    def __init__(self, sentence: str, *, bucket: str, after: float | None = None):
        super().__init__(sentence, after=after)
        self.bucket = bucket


class Misconfigured(PlatformError):
    """Key, terms or an API that is switched off: only the owner can mend it."""

    outcome = "misconfigured"


class NotOffered(Misconfigured):
    """This one endpoint is not open to our key; the platform's others may be. The caller goes another way."""

    outcome = "not_offered"


class Malformed(TryAgain):
    """The reply cannot be read: HTML, cut off, or of another shape."""

    outcome = "malformed"


@dataclass(frozen=True)
class Sent:
    """One request that left this machine, as the ledger keeps it. `endpoint` in the platform's own words."""

    endpoint: str
    status: int | None  # None when no answer came
    seconds: float


@dataclass
class Account:
    """What an adapter sent since it was last read; the drain moves it into the ledger."""

    sent: list[Sent] = field(default_factory=list)

    def take(self) -> list[Sent]:
        taken, self.sent = self.sent, []
        return taken


# --- Reading values that may be missing, null, a string for a number, an object for a list ----------------------------


# Control characters, byte order marks, lone surrogates (no database takes them), and the marks that turn text around so
# that it reads as something else. Joiners stay: emoji and several scripts are spelt with them.
_JUNK = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def text(value, limit: int = 500) -> str | None:
    """The text on one line, without control characters, or None when there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    cleaned = re.sub(r"\s", " ", _JUNK.sub("", str(value)[: limit * 4])).strip()
    return cleaned[:limit].strip() or None


def texts(value) -> tuple[str, ...]:
    """All readable texts of a list; one text alone counts as a list of one."""
    values = value if isinstance(value, list) else [value]
    return tuple(read for item in values if (read := text(item)))


def address(value) -> str | None:
    """A web address, http or https only, as given."""
    read = text(value, 2000)
    return read if read and re.match(r"https?://[^\s/]", read, re.IGNORECASE) else None


def code(value, pattern: str) -> str | None:
    """The text when it has exactly this form: ids, country codes."""
    read = text(value)
    return read if read and re.fullmatch(pattern, read) else None


def true(value) -> bool:
    return value is True or text(value) in ("true", "1")


def whole(value) -> int | None:
    """The count, or None when it is no whole number of at most 63 bits."""
    if isinstance(value, str):
        value = int(value) if re.fullmatch("[0-9]{1,19}", value.strip(), re.ASCII) else None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None


def items(value) -> list:
    """A list of objects, whatever came: one object alone becomes a list of one, anything else an empty list."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    return []


def readable(title: str, rows: list, read) -> tuple:
    """What could be read of a reply's rows. Rows of which none can be read are no answer, least of all an empty one."""
    found = tuple(finding for row in rows if (finding := read(row)) is not None)
    if rows and not found:
        raise Malformed(f"Nothing in {title}'s reply can be read.")
    return found


def mapping(value) -> dict:
    return value if isinstance(value, dict) else {}


def day(value) -> str | None:
    """A date as far as the source knew it: "2021", "2021-03", "2021-03-19"; None for anything else."""
    parts = (text(value, 10) or "").split("-")
    widths = [4, 2, 2]
    kept = []
    for part, width in zip(parts, widths, strict=False):
        if len(part) != width or not part.isascii() or not part.isdigit() or int(part) == 0:
            break
        kept.append(part)
    try:
        datetime(*(int(p) for p in kept + ["1"] * (3 - len(kept))))
    except ValueError:
        return None
    return "-".join(kept) or None


def moment(value) -> datetime | None:
    """An ISO 8601 time with its zone, or None."""
    try:
        read = datetime.fromisoformat(text(value, 40) or "")
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None
