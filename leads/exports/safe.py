"""Text from outside as spreadsheets may hold it: nothing in it is ever run, and all of it stays readable.

What a spreadsheet runs, as seen in LibreOffice and told of Excel:
- A cell that begins with = in LibreOffice, with = + - @ in Excel, with their full-width forms in East Asian editions;
  also behind blanks, which some trim, and behind a tab or a line break. A DDE call (=cmd|' /C calc'!A0) and @SUM(...)
  begin like this too. Quotation marks around a CSV cell protect nothing.
- The same inside a text, behind a ; or a tab: LibreOffice offers to split there as well, and Excel splits at ; where
  Windows has the decimal comma. There even the quotation marks of our cell count for nothing, and a line break in the
  text begins a row.

In CSV an apostrophe stands before all of these; numbers and phone numbers stay as they are. In a workbook no apostrophe
is needed: a cell that is typed as text is never run.
"""

import re
from collections.abc import Sequence

FORMULA_STARTS = "=+\\-@＝＋－＠"  # as in a class of a regular expression
CELL_ENDS = ";\t\r\n"
LONGEST_IN_SHEET = 32_767  # UTF-16 units, as Excel counts

# No character is in both halves: with two ways to read each, a row of them would take for ever.
_BLANK = rf"[^\S{CELL_ENDS}]|[\x00-\x08\x0e-\x1b\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_NUMBER = r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]+)? ?%?"
_PHONE = r"\+[0-9](?:[ \u00a0().\u2011-]{0,3}[0-9]){5,14}"
_HARMLESS = rf"(?:{_NUMBER}|{_PHONE})(?:{_BLANK})*(?:[{CELL_ENDS}]|\Z)"
_BEGINS = re.compile(rf"[\t\r\n]|(?:{_BLANK})*(?:[\t\r\n]|(?=[{FORMULA_STARTS}])(?!{_HARMLESS}))")
_GOES_ON = re.compile(rf'(?<=[{CELL_ENDS}])((?:{_BLANK}|")*)(?=[{FORMULA_STARTS}])(?!{_HARMLESS})')
_ANYWHERE = re.compile(rf'[{CELL_ENDS}](?:{_BLANK}|")*[{FORMULA_STARTS}\t\r\n]')
_NO_CSV = re.compile("[\x00\ud800-\udfff]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?")


def evaluates(text: str) -> bool:
    """Whether a spreadsheet that reads this as CSV could take it, or a part of it, for a formula."""
    return bool(_BEGINS.match(text) or _GOES_ON.search(text))


def csv_text(text: str) -> str:
    """The text for a cell of a CSV file: apostrophes where it could be run, without NUL and halves of characters."""
    text = _NO_CSV.sub("", text)
    begins = _BEGINS.match(text)
    text = _GOES_ON.sub(r"\1'", text)
    return f"'{text}" if begins else text


def csv_texts(texts: Sequence[str | None]) -> Sequence[str | None]:
    """The same for many cells, at little cost where all are harmless, as most are."""
    joined = "\n" + "\n".join(filter(None, texts))
    if not (_NO_CSV.search(joined) or _ANYWHERE.search(joined)):
        return texts
    return [text and csv_text(text) for text in texts]


def sheet_text(text: str) -> str:
    """The text for a cell of a workbook that is typed as text: without what XML cannot hold, and no longer than fits.

    Lines end as in Excel itself.
    """
    text = _LINE_BREAK.sub("\n", _NO_XML.sub("", text))
    if len(text) * 2 <= LONGEST_IN_SHEET or len(text.encode("utf-16-le")) // 2 <= LONGEST_IN_SHEET:
        return text
    fits = text.encode("utf-16-le")[: (LONGEST_IN_SHEET - 1) * 2]
    return fits.decode("utf-16-le", "ignore").rstrip() + "…"  # ignoring the half of a character at the end
