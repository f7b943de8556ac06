"""Sample spreadsheets of the catalogue, in every format that staff may upload."""

import csv
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from sandbox.catalogue import Recording, World

HEADER = ("Artist", "Track title", "ISRC", "Label", "Link")
BAD_CELLS = (
    "NZABC21O0001",  # a letter O where a digit belongs: brings a suggestion
    "NZ-XYZ-2l-00017",  # a small L for a one
    "not known yet",
    "US1234",
    "T-034.524.680-1",  # a work's code, not a recording's
    "9421234567895",  # a barcode
    "12ABC2100001",
    "QZES719000021",  # one digit too many
)


def row(recording: Recording, number: int = 0) -> list[str]:
    """Artist, title, code, and for every third row what a label's own sheet would add."""
    artist = recording.credits[0].artist
    label = recording.releases[0].label_text if number % 3 == 0 and recording.releases else ""
    link = artist.links[0].url if number % 5 == 0 and artist.links else ""
    names = " & ".join(one.artist.name for one in recording.credits)
    return [names, recording.title, spelled(recording.isrc, number), label, link]


def spelled(isrc: str, number: int) -> str:
    """The same code as different people write it."""
    hyphens = f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}"
    return (isrc, isrc, hyphens, isrc.lower(), f"ISRC {hyphens}", f" {isrc}\u00a0", hyphens.replace("-", "\u2011"))[
        number % 7
    ]


def first_of_each(world: World) -> list[Recording]:
    """One recording for each code, in the catalogue's order."""
    found: dict[str, Recording] = {}
    for recording in world.recordings:
        found.setdefault(recording.isrc, recording)
    return list(found.values())


def rows(world: World) -> list[list[str]]:
    return [row(recording, number) for number, recording in enumerate(first_of_each(world))]


def write_demo(world: World, path: Path) -> Path:
    """A workbook with rows of every outcome: new, duplicate, invalid with and without a suggestion, blank.

    One cell holds two codes, two rows stand above the header, and a second sheet holds no codes.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Catalogue"
    sheet.append(["Harbourside Aggregation: catalogue for review"])
    sheet.append(["Please do not sort. Questions to the label desk."])
    sheet.append([])
    sheet.append(HEADER)
    listed = rows(world)
    pair, listed = listed[:2], listed[2:]
    for line in listed:
        sheet.append(line)
    sheet.append([pair[0][0], pair[0][1], f"{pair[0][2].strip()} / {pair[1][2].strip()}", "", ""])
    for line in listed[:3]:
        sheet.append([*line[:2], line[2].strip().upper(), "", "second time"])
    for number, cell in enumerate(BAD_CELLS):
        sheet.append([f"Somebody {number + 1}", "A song", cell, "", ""])
    sheet.append(["Nobody yet", "Untitled", "", "", "code to follow"])
    notes = book.create_sheet("Notes")
    notes.append(["This sheet holds no codes."])
    book.save(path)
    return Path(path)


def write_second(world: World, path: Path) -> Path:
    """What staff upload afterwards: codes that are known by then, and codes nobody has ever issued."""
    lines = [row(recording) for recording in first_of_each(world)[:6]]
    lines += [["A later find", f"Song {n}", f"NZZ9Z26{n:05d}", "", ""] for n in range(1, 4)]
    return _csv(path, lines)


def _csv(path: Path, lines: list[list[str]], *, delimiter=",", encoding="utf-8", header=True, errors="strict") -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([HEADER, *lines] if header else lines)
    Path(path).write_bytes(text.getvalue().encode(encoding, errors))
    return Path(path)


def _xlsx(path: Path, lines: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["The codes are on the other sheets."])
    half = len(lines) // 2
    for name, part in (("Singles", lines[:half]), ("Albums", lines[half:])):
        sheet = book.create_sheet(name)
        for title in ([f"{name} of the label"], [], list(HEADER)):
            sheet.append(title)
        for line in part:
            sheet.append(line)
    book.save(path)
    return path


def _xls(path: Path, lines: list[list[str]]) -> Path:
    import xlwt  # only whoever writes old workbooks needs it

    book = xlwt.Workbook()
    sheet = book.add_sheet("Catalogue")
    for at, line in enumerate([HEADER, *lines[:60_000]]):
        for column, cell in enumerate(line):
            sheet.write(at, column, cell)
    book.save(str(path))
    return path


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Catalogue">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods(path: Path, lines: list[list[str]]) -> Path:
    def cell(text):
        if not text:
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in [HEADER, *lines])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS_HEAD + body + ODS_TAIL)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
    return path


def write_all(world: World, folder: Path) -> list[Path]:
    """The demo workbook, what follows it, and the whole catalogue once in every format."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lines = rows(world)
    western = [line for line in lines if _fits(line, "cp1252")]
    codes = folder / "codes.txt"
    codes.write_text("\n".join(world.isrcs), encoding="utf-8")
    return [
        write_demo(world, folder / "demo.xlsx"),
        write_second(world, folder / "demo-second.csv"),
        _csv(folder / "comma-utf8.csv", lines),
        _csv(folder / "comma-utf8-bom.csv", lines, encoding="utf-8-sig"),
        _csv(folder / "semicolon-cp1252.csv", western, delimiter=";", encoding="cp1252"),
        _csv(folder / "comma-utf16.csv", lines, encoding="utf-16"),
        _csv(folder / "tabs.tsv", lines, delimiter="\t"),
        _csv(folder / "headerless.csv", lines, header=False),
        codes,
        _xlsx(folder / "several-sheets.xlsx", lines),
        _xls(folder / "old-workbook.xls", lines),
        _ods(folder / "open-document.ods", lines),
    ]


def _fits(line: list[str], encoding: str) -> bool:
    try:
        "".join(line).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
