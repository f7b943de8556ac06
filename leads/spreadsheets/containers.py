"""What a file is by its first bytes, and whether that is safe to open and agrees with its name."""

import io
import zipfile
import zlib

from leads.spreadsheets.results import FORMATS, LARGEST_FILE, MEGABYTE, Unreadable

MOST_MEMBERS = 200
MOST_UNPACKED = 100 * MEGABYTE
MOST_RATIO = 100
SMALL_MEMBER = MEGABYTE // 2  # a short member may pack well without being a bomb

TEXT_FORMATS = ("csv", "tsv", "txt")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# (first bytes, what it is)
_SIGNATURES = [
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"OggS", "a sound file"),
    (b"RIFF", "a sound file"),
    (b"PAR1", "a Parquet file"),
]
_MARKUP = [
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<head", "a web page"),
    (b"<?xml", "an XML file"),
    (b"<workbook", "an XML file"),
]
_NAMES = {"xlsx": "an XLSX workbook", "xls": "an XLS workbook", "ods": "an ODS spreadsheet", "text": "plain text"}


def check(data: bytes, filename: str) -> str:
    """The format (csv, xlsx...) of a file that may be opened; anything else raises Unreadable."""
    extension = _extension(filename)
    if len(data) > LARGEST_FILE:
        raise too_large(len(data))
    if not data.strip(b"\0\t\n\r " + b"".join(BOMS)):
        raise Unreadable("empty", "There is nothing in this file.")
    found = _kind(data, extension)
    if found not in (_NAMES["text"], _NAMES.get(extension)) or (found == _NAMES["text"]) != (extension in TEXT_FORMATS):
        raise Unreadable(
            "not_what_it_says", f"This file is named .{extension}, but it is {found}. {_remedy(found, extension)}"
        )
    return extension


def too_large(size: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"This file has {size / MEGABYTE:.1f} MB; up to {LARGEST_FILE // MEGABYTE} MB can be read.",
        found=size,
        limit=LARGEST_FILE,
    )


def _extension(filename: str) -> str:
    stem, dot, extension = filename.rpartition(".")
    extension = extension.strip().lower()
    if not dot or extension not in FORMATS:
        raise Unreadable("unsupported", "Only CSV, TSV, TXT, XLSX, XLS and ODS files can be read.", allowed=FORMATS)
    return extension


def _remedy(found: str, extension: str) -> str:
    for right, name in _NAMES.items():
        if name == found:
            return f"Rename it to end in .{'csv' if right == 'text' else right}, or save it as .{extension}."
    return "Open it in a spreadsheet program and save it as .xlsx or .csv."


def _kind(data: bytes, extension: str) -> str:
    """What the file is, in words; encrypted and broken ones raise Unreadable."""
    if data.startswith(b"PK"):
        return _kind_of_zip(data)
    if data.startswith(OLE):
        return _kind_of_ole(data, extension)
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, name in _MARKUP:
        if start.startswith(signature):
            return name
    if _is_text(data):
        return _NAMES["text"]
    if extension in TEXT_FORMATS:
        return "something other than text"
    raise corrupt()


def corrupt() -> Unreadable:
    return Unreadable(
        "corrupt", "This file is damaged and cannot be opened. Open it in a spreadsheet program and save it again."
    )


def encrypted() -> Unreadable:
    return Unreadable("encrypted", "This file is password protected. Save it without a password and upload it again.")


def _is_text(data: bytes) -> bool:
    """Whether there are no more than a few stray control characters in it; the NULs of UTF-16 do not count."""
    sample = data[:65536].replace(b"\0", b"")
    strange = sample.translate(None, bytes(range(32, 256)) + b"\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f")
    return len(strange) <= max(4, len(sample) // 50) and 3 * len(strange) < len(sample)


def _kind_of_ole(data: bytes, extension: str) -> str:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise encrypted()
    if holds("Workbook") or holds("Book"):
        return _NAMES["xls"]
    if holds("WordDocument"):
        return "a Word document"
    if holds("PowerPoint Document"):
        return "a PowerPoint document"
    if extension == "xlsx":  # the shell that Office wraps round a workbook with a password
        raise encrypted()
    raise corrupt()


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bombs(members)
            return _kind_of_members(archive, {member.filename.lower().lstrip("/") for member in members})
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        raise corrupt() from None


def _refuse_bombs(members: list[zipfile.ZipInfo]):
    if len(members) > MOST_MEMBERS:
        sentence = f"This file is packed from {len(members)} parts; a spreadsheet has at most {MOST_MEMBERS}."
        raise Unreadable("bomb", sentence, found=len(members), limit=MOST_MEMBERS)
    if any(member.flag_bits & 0x1 for member in members):
        raise encrypted()
    packed_too_well = [member for member in members if _is_packed_too_well(member)]
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        sentence = f"This file unpacks to {unpacked // MEGABYTE} MB; up to {MOST_UNPACKED // MEGABYTE} MB can be read."
        reason = "bomb" if packed_too_well else "too_large"
        raise Unreadable(reason, sentence, found=unpacked, limit=MOST_UNPACKED)
    for member in packed_too_well:
        ratio = member.file_size // max(member.compress_size, 1)
        sentence = f"A part of this file is packed more than {MOST_RATIO} to 1, as no real spreadsheet is."
        raise Unreadable("bomb", sentence, found=ratio, limit=MOST_RATIO)


def _is_packed_too_well(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SMALL_MEMBER and member.file_size > MOST_RATIO * member.compress_size


def _kind_of_members(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "a binary workbook (XLSB)"
    if "[content_types].xml" in names:
        for folder, name in (("xl/", _NAMES["xlsx"]), ("word/", "a Word document"), ("ppt/", "a PowerPoint document")):
            if any(member.startswith(folder) for member in names):
                return name
    if "mimetype" in names or "content.xml" in names:
        return _kind_of_open_document(archive, names)
    if any(name.endswith(".iwa") for name in names):
        return "an Apple Numbers or Pages document"
    return "a ZIP archive" if names else "an empty ZIP archive"


def _kind_of_open_document(archive: zipfile.ZipFile, names: set[str]) -> str:
    kind = _start_of(archive, "mimetype", 200) if "mimetype" in names else b"opendocument.spreadsheet"
    if b"opendocument.spreadsheet" not in kind:
        return "an OpenDocument file, but not a spreadsheet" if b"opendocument" in kind else "a ZIP archive"
    if "meta-inf/manifest.xml" in names and b"encryption-data" in _start_of(archive, "META-INF/manifest.xml", MEGABYTE):
        raise encrypted()
    if "content.xml" not in names:
        raise corrupt()
    return _NAMES["ods"]


def _start_of(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    try:
        with archive.open(name) as member:
            return member.read(size)
    except KeyError:
        return b""
