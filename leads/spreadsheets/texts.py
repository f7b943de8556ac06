"""CSV, TSV and TXT files: which encoding, which delimiter, and rows in spite of stray quotes."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from leads.isrc import looks_like_code, read_cell
from leads.spreadsheets.columns import surely_heads_isrc
from leads.spreadsheets.results import MOST_COLUMNS, Unreadable

csv.field_size_limit(64 * 1024 * 1024)  # the file's own limit comes first

DELIMITERS = {",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t", "\\t": "\t"}
_USUAL = (",", "\t", ";", "|")
_UNUSUAL = (":", "^", "~", "\x1f", " ")  # taken only where they lay more codes bare
_NOWHERE = "\x1e"  # the delimiter of files that have none
_NAMED = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # Excel's own first line

_SAMPLE_LINES = 60
_LONGEST_SAMPLE_LINE = 50_000
_LONGEST_QUOTED = 50  # lines: a cell with more lines than that is a quote left open

_MARKS = [  # UTF-32 before UTF-16: they begin alike
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


class TextSheet:
    """The one sheet of a text file."""

    name = None
    first_column = 0
    stopped_at = None
    unsaved = {}  # what a text file does not show is not there

    def __init__(self, text: "Text"):
        self.rows = text.records

    def unsaved_below(self, row: int) -> list:
        return []


class Text:
    """A text file with its encoding and delimiter settled."""

    def __init__(self, data: bytes, format: str, *, encoding=None, delimiter=None, sheet=None):
        if sheet and sheet != "1":
            raise Unreadable("wrong_override", "A text file has no sheets to choose from.")
        self.format = format
        self._data = data
        self.encoding, self._errors = _given_encoding(data, encoding) if encoding else _encoding(data)
        self.delimiter = _given_delimiter(delimiter) if delimiter else self._sniffed()

    def sheets(self) -> Iterator[TextSheet]:
        yield TextSheet(self)

    def records(self) -> Iterator[list[str]]:
        """The rows as a spreadsheet program would number them; a blank line is an empty row."""
        for record in _records(self._lines(), self.delimiter or _NOWHERE):
            if record and record[-1].endswith("\\n"):  # left by programs that escape line ends
                record[-1] = record[-1].removesuffix("\\n").removesuffix("\\r")
            yield record

    def _lines(self) -> Iterator[str]:
        text = io.TextIOWrapper(io.BytesIO(self._data), self.encoding, errors=self._errors, newline="")
        return (line.replace("\0", "") for line in text)

    def _sniffed(self) -> str | None:
        lines = [line[:_LONGEST_SAMPLE_LINE] for line, _ in zip(self._lines(), range(_SAMPLE_LINES), strict=False)]
        return sniff([line for line in lines if line.strip()])


def _given_encoding(data: bytes, name: str) -> tuple[str, str]:
    try:
        codec = codecs.lookup(name)
        if not codec._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError):
        sentence = f"There is no encoding called “{name[:40]}”. Try utf-8, utf-16, cp1252 or latin-1."
        allowed = ["utf-8", "utf-16", "cp1252", "latin-1"]
        raise Unreadable("wrong_override", sentence, allowed=allowed) from None
    try:
        data.decode(codec.name)
    except (UnicodeError, ValueError) as error:
        where = f" (byte {error.start + 1})" if isinstance(error, UnicodeDecodeError) else ""
        raise Unreadable("undecodable", f"This file cannot be read as {codec.name}{where}.") from None
    return ("utf-8-sig" if codec.name == "utf-8" else codec.name), "strict"


def _encoding(data: bytes) -> tuple[str, str]:
    """(encoding, what to do with bytes that do not fit); what cannot be told is Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, "replace"
    if wide := _utf16_without_mark(data[:4096]):
        return wide, "replace"
    if _decodes(data, "utf-8") or _mostly_utf8(data):
        return "utf-8", "replace"
    if _decodes(data, "cp1252"):
        return "cp1252", "strict"
    return _guessed_encoding(data[:65536]), "replace"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(sample: bytes) -> str | None:
    pairs = max(len(sample) // 2, 1)
    even, odd = sample[::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd > 0.5 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.1 else None


def _mostly_utf8(data: bytes) -> bool:
    """A few broken bytes in UTF-8, as cut names leave them, are no reason to spoil all the other names."""
    text = data.decode("utf-8", "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") * 5 < foreign


def _guessed_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # slow to load, and hardly ever wanted

    best = from_bytes(sample).best()
    return best.encoding if best else "latin-1"


def _given_delimiter(delimiter: str) -> str:
    found = DELIMITERS.get(delimiter if delimiter == "\t" else delimiter.strip().lower())
    if not found:
        sentence = f"The delimiter “{delimiter[:10]}” is not one of comma, semicolon, vertical bar or tab."
        raise Unreadable("wrong_override", sentence, allowed=[",", ";", "|", "tab"])
    return found


def sniff(lines: list[str]) -> str | None:
    """The delimiter that lays most codes bare and cuts the lines most evenly; None when each line is one cell."""
    if not lines:
        return None
    if named := _NAMED.fullmatch(lines[0]):
        return named.group(1)
    alone = _worth(lines, _NOWHERE)
    worth = {delimiter: _worth(lines, delimiter) for delimiter in _USUAL}
    best = max(_USUAL, key=worth.get)  # the first of equals
    if worth[best][1] and worth[best] >= (alone[0], 0) and not _is_one_long_list(lines, best):
        return best
    best = max(_UNUSUAL, key=lambda delimiter: _worth(lines, delimiter))
    return best if _worth(lines, best)[0] > alone[0] else None


def _worth(lines: list[str], delimiter: str) -> tuple[int, float]:
    """(worth of the codes and ISRC headers in cells of their own, share of the lines that have the usual width)."""
    records = list(_records(iter(lines), delimiter))
    width, lines_of_it = Counter(map(len, records)).most_common(1)[0]
    codes = sum(_worth_of(cell) for record in records for cell in record[: 2 * MOST_COLUMNS])
    return codes, lines_of_it / len(records) if width > 1 else 0.0


def _worth_of(cell: str) -> int:
    """2 for each code in the cell, 1 for each that could be guessed; nothing once anything else stands there."""
    if surely_heads_isrc(cell):
        return 2
    if not looks_like_code(cell):
        return 0
    codes = read_cell(cell)
    return sum(2 if code.isrc else 1 for code in codes) if all(code.isrc or code.suggestion for code in codes) else 0


def _is_one_long_list(lines: list[str], delimiter: str) -> bool:
    """Codes side by side, more than a table has columns: a list somebody pasted, not a table."""
    cells = next(_records(iter(lines), delimiter))
    return len(cells) > MOST_COLUMNS and all(map(looks_like_code, cells[:MOST_COLUMNS]))


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """csv.reader, but a quote left open costs its own lines only, not the rest of the file."""
    pending = []

    def noting():
        for line in lines:
            pending.append(line)
            yield line

    for record in csv.reader(noting(), delimiter=delimiter):
        if len(pending) > 1 and (len(pending) > _LONGEST_QUOTED or sum(line.count('"') for line in pending) % 2):
            yield from (_cut(line, delimiter) for line in pending)
        else:
            yield record
        pending.clear()


def _cut(line: str, delimiter: str) -> list[str]:
    line = line.rstrip("\r\n")
    if line.count('"') % 2 == 0:
        return next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip().strip('"') for cell in line.split(delimiter)]
