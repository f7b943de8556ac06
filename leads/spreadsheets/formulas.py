"""Cells of XLSX sheets that calamine gives as blank: formulas whose result was never saved, and errors.

Only read when a blank cell stands in an ISRC column, and then in one pass over the sheet's XML.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

from leads.isrc import LONGEST_VALUE

_CHUNK = 1024 * 1024
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>([^<]+)<")
_CLAIM = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?ref=\"[A-Z0-9]*?:?[A-Z]+([0-9]{1,7})\"")
_MARKS = (b"<f", b't="e"')
_PREFIXED_MARKS = (b":f", b't="e"')  # <x:f>, as some programs write
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

NEVER_SAVED = "This formula has no saved result: open the file in a spreadsheet program and save it again"
ERROR = "This cell holds an error instead of an ISRC"


def unsaved_cells(data: bytes, sheet_name: str) -> dict[tuple[int, int], tuple[str, str]]:
    """{(row, column): (what stands there, message)} counted from 0; nothing where the parts cannot be followed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part_of(archive, sheet_name)
            return dict(_troubled(archive, part)) if part else {}
    except (zipfile.BadZipFile, KeyError, ValueError):
        return {}


def claimed_rows(data: bytes, sheet_name: str) -> int:
    """How many rows the sheet says it has, or 0."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_part_of(archive, sheet_name) or "") as xml:
            claim = _CLAIM.search(xml.read(4096))
    except (zipfile.BadZipFile, KeyError, ValueError):
        return 0
    return int(claim.group(1)) if claim else 0


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _part_of(archive: zipfile.ZipFile, sheet_name: str) -> str | None:
    """The archive's member that holds the sheet."""
    links = {}
    for match in _LINK.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(match.group(1))
        links[attributes.get("id")] = attributes.get("target", "")
    for match in _SHEET.finditer(archive.read("xl/workbook.xml")):
        attributes = _attributes(match.group(1))
        if attributes.get("name") == sheet_name:
            target = links.get(attributes.get("r:id"), "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _attributes(text: bytes) -> dict[str, str]:
    pairs = re.findall(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", text)
    return {
        name.decode().lower(): unescape((double or single).decode("utf-8", "replace")) for name, double, single in pairs
    }


def _troubled(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    if not _has_trouble(archive, part):
        return
    for piece in _pieces(archive, part):
        for match in _CELL.finditer(piece):
            attributes, content = match.groups()
            is_error = b't="e"' in attributes
            formula = _FORMULA.search(content)
            value = _VALUE.search(content)
            if not is_error and (not formula or value or b"<is" in content):
                continue
            place = _PLACE.fullmatch(_attributes(attributes).get("r", ""))
            if place:
                shown = value.group(1) if is_error and value else b"=" + (formula.group(1) or b"" if formula else b"")
                words = unescape(shown[: 5 * LONGEST_VALUE].decode("utf-8", "replace"))[:LONGEST_VALUE]
                where = int(place.group(2)) - 1, column_number(place.group(1))
                yield where, (words, ERROR if is_error else NEVER_SAVED)


def _has_trouble(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether the sheet has any formula or error at all; most have none, and this is quick."""
    rest = b""
    with archive.open(part) as xml:
        while chunk := xml.read(_CHUNK):
            if not rest:
                marks = _MARKS if b"<worksheet" in chunk else _PREFIXED_MARKS
            if any(mark in chunk or mark in rest + chunk[:8] for mark in marks):
                return True
            rest = chunk[-8:]
    return False


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end with a whole row."""
    rest = b""
    with archive.open(part) as xml:
        while chunk := xml.read(_CHUNK):
            whole, end, after = (rest + chunk).rpartition(b"</row>")
            if end:
                yield whole
                rest = after
            else:
                rest = after[-4 * _CHUNK :]
    yield rest
