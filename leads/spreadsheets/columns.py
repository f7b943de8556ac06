"""Which columns hold ISRCs, where the header is, and what the other columns tell."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from leads.isrc import looks_like_code
from leads.spreadsheets.formulas import column_number
from leads.text import clean

HEADER_WITHIN = 30  # rows
SAMPLE = 1000  # rows looked at to find the columns
LONGEST_HEADER = 100

# A header of these words only is an ISRC column whatever its cells hold; "ISRC status" needs codes below it.
_ISRC_WORDS = frozenset(
    ["isrc", "isrcs", "code", "codes", "number", "numbers", "no", "nr", "num", "id", "ids", "track", "song"]
    + ["recording", "audio", "video", "sound", "main", "primary", "secondary", "alternative", "alt", "original"]
    + ["master", "new", "old", "first", "second", "third", "the", "digital", "release", "product", "asset"]
    + ["resource", "explicit", "clean", "dolby", "atmos", "stereo", "spatial", "international", "standard"]
)

# hint: the headers, folded to words, that name it
_HINTS = {
    "artist": "artist, artists, artist name, artist names, track artist, track artists, main artist, primary artist, "
    "display artist, performer, performers, band, act, artista, artiste, interpret, artist s",
    "title": "title, track, track name, track title, song, song name, song title, recording, recording title, titre, "
    "titel, titulo, name",
    "version": "version, mix, subtitle",
    "album": "album, album name, album title, release, release title, release name, product title",
    "label": "label, label name, record label, imprint, labels",
    "p_line": "p line, pline, p copyright, phonographic copyright",
    "c_line": "c line, cline, c copyright",
    "distributor": "distributor, distribution, distributed by",
    "publisher": "publisher, publishers, publishing, music publisher",
    "country": "country, artist country, country of residence, home country, country code",
    "region": "region, city, town, location",
    "genre": "genre, genres, main genre, primary genre",
    "released": "release date, released, album release date, date released, original release date",
    "upc": "upc, ean, barcode, upc ean, ean upc",
    "email": "email, e mail, artist email, contact email, email address, e mail address",
    "phone": "phone, telephone, mobile, phone number",
    "links.website": "website, web site, site, homepage, home page, web, artist website",
    "links.url": "url, link, links, artist url, artist link",
    "links.youtube": "youtube, youtube url, youtube link, youtube channel, youtube channel url, youtube channel id, "
    "youtube handle",
    "links.spotify": "spotify, spotify url, spotify link, spotify artist, spotify artist url, spotify artist id, "
    "spotify artist uri, spotify artist link, artist uri, artist uris, artist spotify url",
    "links.instagram": "instagram, instagram url, instagram link, instagram handle",
    "links.facebook": "facebook, facebook url, facebook link, facebook page",
    "links.tiktok": "tiktok, tiktok url, tiktok link, tiktok handle",
    "links.soundcloud": "soundcloud, soundcloud url, soundcloud link",
    "links.bandcamp": "bandcamp, bandcamp url, bandcamp link",
    "links.musicbrainz": "mbid, musicbrainz, musicbrainz id, musicbrainz artist id, artist mbid",
}
_HINT_BY_HEADER = {header.strip(): hint for hint, headers in _HINTS.items() for header in headers.split(",")}


@dataclass(frozen=True)
class Layout:
    """How one sheet is laid out; rows and columns are counted from 0, as they come from the sheet."""

    header_row: int | None
    names: dict[int, str]  # every column with a name, and the ISRC columns by letter where they have none
    isrc: tuple[int, ...]
    hints: tuple[tuple[int, str], ...]

    @property
    def first_row(self) -> int:
        return 0 if self.header_row is None else self.header_row + 1


def find_layout(rows: list[list], first_column: int, codelike: list[int]) -> Layout | None:
    """The layout of a sheet that begins with these rows; None when no column is headed ISRC or `codelike`."""
    header = _header_by_name(rows)
    named = _named_isrc(rows, header, codelike) if header is not None else []
    columns = sorted({*named, *codelike})
    if not columns:
        return None
    if header is None:
        header = _row_above(rows, columns)
    return _layout(rows, header, columns, first_column)


def layout_of(rows: list[list], first_column: int, wanted: list[str]) -> tuple[Layout | None, set[str]]:
    """The layout for columns that a person chose by header, letter or number, and which of them the sheet has."""
    header = _row_naming(rows, wanted)
    width = max(map(len, rows), default=0)
    places = {choice: _chosen(choice, rows[header] if header is not None else [], first_column) for choice in wanted}
    places = {choice: place for choice, place in places.items() if place is not None and 0 <= place < width}
    if not places:
        return None, set()
    columns = sorted(set(places.values()))
    if header is None:
        header = _header_by_name(rows)
    if header is None:
        header = _row_above(rows, columns)
    return _layout(rows, header, columns, first_column), set(places)


def codelike_columns(rows: Iterable[list]) -> list[int]:
    """Columns in which at least half of the cells that are not empty, header and all, look like ISRCs."""
    filled, codelike = Counter(), Counter()
    for row in rows:
        for index, cell in enumerate(row):
            if cell == "" or (isinstance(cell, str) and not cell.strip()):
                continue
            filled[index] += 1
            if _is_codelike(cell):
                codelike[index] += 1
    return sorted(index for index, count in codelike.items() if 2 * count >= filled[index])


def column_names(rows: list[list]) -> list[str]:
    """What the columns are called, as far as can be told, for the sentence that there are no ISRCs."""
    rows_of_names = [[name for name in map(_name, row) if name] for row in rows[:HEADER_WITHIN]]
    tables = [names for names in rows_of_names if len(names) > 1]
    return next(iter(tables or filter(None, rows_of_names)), [])


def letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _layout(rows, header, columns, first_column) -> Layout:
    names = {index: name for index, name in enumerate(map(_name, rows[header])) if name} if header is not None else {}
    hints = [(index, _hint(name)) for index, name in names.items() if index not in columns]
    names |= {column: letters(first_column + column) for column in columns if column not in names}
    return Layout(header, names, tuple(columns), tuple((index, hint) for index, hint in hints if hint))


def _name(cell) -> str:
    return clean(cell)[:LONGEST_HEADER] if isinstance(cell, str) else ""


def _hint(header: str) -> str | None:
    """What a column of that header tells: `YouTubeURL` is read as written, then word by word."""
    return _HINT_BY_HEADER.get(_words(header)) or _HINT_BY_HEADER.get(_words(_apart(header)))


def _words(header: str) -> str:
    """A header as plain words: `Artist URI(s)` is `artist uris`."""
    spelled = header.replace("(s)", "s").replace("℗", "P ").replace("©", "C ")
    return " ".join(re.findall(r"[^\W_]+", spelled.casefold()))


def _apart(header: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)


def _heads_isrc(cell) -> bool:
    """Whether the cell could be the header of an ISRC column, by the word alone."""
    if not isinstance(cell, str) or not 3 < len(cell) <= LONGEST_HEADER or looks_like_code(cell):
        return False
    words = _words(_apart(cell))
    return re.search(r"isrcs?\b|isrc\d", words) is not None or "international standard recording code" in words


def surely_heads_isrc(cell) -> bool:
    """Whether the cell says no more than that ISRCs stand below."""
    if not _heads_isrc(cell):
        return False
    words = re.sub(r"[0-9]+", " ", _words(_apart(cell))).split()
    return all(word in _ISRC_WORDS or word.endswith("isrc") for word in words)


def _header_by_name(rows: list[list]) -> int | None:
    """The row that names an ISRC column, before any row of codes; a sentence with the word counts only alone."""
    candidates = []
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if any(isinstance(cell, str) and looks_like_code(cell) for cell in row):
            break
        if any(map(surely_heads_isrc, row)):
            return index
        if any(map(_heads_isrc, row)):
            candidates.append(index)
    return candidates[0] if candidates else None


def _named_isrc(rows: list[list], header: int, codelike: list[int]) -> list[int]:
    """The columns that the header row names: those named in passing only where codes stand below."""
    sure = [index for index, cell in enumerate(rows[header]) if surely_heads_isrc(cell)]
    perhaps = [index for index, cell in enumerate(rows[header]) if _heads_isrc(cell) and index not in sure]
    with_codes = [index for index in perhaps if any(_is_codelike(_cell(row, index)) for row in rows[header + 1 :])]
    return sure + with_codes or ([] if codelike else perhaps)


def _is_codelike(cell) -> bool:
    return isinstance(cell, str) and "://" not in cell and looks_like_code(cell)


def _cell(row: list, index: int):
    return row[index] if index < len(row) else ""


def _row_above(rows: list[list], columns: list[int]) -> int | None:
    """The first row with words over the codes, unless a code comes first: what is no header is a bad row."""
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [_cell(row, column) for column in columns]
        if any(map(_is_codelike, cells)):
            return None
        if any(_name(cell) and re.search(r"[^\W\d_]", _name(cell)) for cell in cells):
            return index
    return None


def _row_naming(rows: list[list], wanted: list[str]) -> int | None:
    names = {choice.strip().casefold() for choice in wanted}
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if any(_name(cell).casefold() in names for cell in row if _name(cell)):
            return index
    return None


def _chosen(choice: str, header: list, first_column: int) -> int | None:
    """The column of that name, letter or number, counted in the sheet's own columns."""
    wanted = choice.strip()
    for index, cell in enumerate(header):
        if wanted and _name(cell).casefold() == wanted.casefold():
            return index
    if re.fullmatch(r"[A-Za-z]{1,3}", wanted):
        return column_number(wanted.upper()) - first_column
    return int(wanted) - 1 - first_column if re.fullmatch(r"[0-9]{1,5}", wanted) else None
