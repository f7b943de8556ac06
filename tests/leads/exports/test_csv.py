import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from leads.exports import as_csv
from tests.leads.exports.test_safe import PAYLOADS
from tests.leads.exports.told import about
from tests.leads.exports.workbooks import opened

NAMES = (
    *("artist_name", "region", "total_score", "lastfm_listeners", "coverage", "last_release_date", "social_handles"),
    *("do_not_contact", "last_checked", "website"),
)
LEAD = (
    *("Ngā Tauira", "new_zealand", Decimal("100.0"), 2**63 - 1, 88, date(2026, 8, 14)),
    *({"instagram": "exampletrio", "tiktok": "x"}, False, datetime(2026, 6, 1, 0, 0, 1, 999, tzinfo=UTC)),
    "https://trio.example/?a=1",
)


def written(names, rows, **options):
    return b"".join(as_csv.pieces(about(*names), iter(rows), **options))


def test_every_kind_of_cell_stands_as_programs_and_people_read_it():
    text = written(NAMES, [LEAD], bom=False).decode()
    assert text.splitlines()[1] == (
        "Ngā Tauira,new_zealand,100.0,9223372036854775807,88,2026-08-14,instagram: exampletrio; tiktok: x,false,"
        "2026-06-01T12:00:01+12:00,https://trio.example/?a=1"
    )


def test_it_begins_with_titles_and_a_byte_order_mark_where_wanted():
    head = b"Artist Name,Total Score\r\n"
    assert written(["artist_name", "total_score"], []) == b"\xef\xbb\xbf" + head
    assert written(["artist_name", "total_score"], [], bom=False) == head
    assert written(["artist_name", "total_score"], [("A", None)], first=False) == b"A,\r\n"


def test_unknown_is_an_empty_cell_and_zero_is_zero():
    names = ("artist_name", "lastfm_listeners", "total_score", "do_not_contact", "last_checked", "social_handles")
    text = written(names, [("A", *[None] * 5), ("B", 0, Decimal("0.0"), True, None, {})], bom=False).decode()
    assert text.splitlines()[1:] == ["A,,,,,", "B,0,0.0,true,,"]


def test_only_what_must_be_quoted_is():
    texts = ["plain", "a,b", 'say "hi"', "two\r\nlines", "a;b", " blank "]
    lines = written(["artist_name"], [(text,) for text in texts], bom=False).decode().partition("\r\n")[2]
    assert lines == 'plain\r\n"a,b"\r\n"say ""hi"""\r\n"two\r\nlines"\r\na;b\r\n blank \r\n'


def test_text_is_made_harmless_and_numbers_stay_numbers():
    names = ("artist_name", "phone", "social_handles", "lastfm_listeners", "pinned_reason")
    lead = ("=1+1", "+64 21 555 0100", {"x": "a; =1+1"}, -5, "fine\n@SUM(A1)")
    (_, row) = csv.reader(io.StringIO(written(names, [lead], bom=False).decode(), newline=""))
    assert row == ["'=1+1", "+64 21 555 0100", "x: a; '=1+1", "-5", "fine\n'@SUM(A1)"]


def test_a_word_that_is_none_of_the_vocabulary_is_text_like_any_other():
    assert written(["region"], [("=1+1",), ("fiji\ud800",)], bom=False) == b"Region\r\n'=1+1\r\nfiji\r\n"


def test_one_risky_text_among_many_is_found(monkeypatch):
    texts = [f"Trio {n}" for n in range(1200)]
    texts[777] = "\ud800\t=1"
    assert b"\r\n\"'\t'=1" not in written(["artist_name"], [(text,) for text in texts])
    assert b"\r\n'\t'=1\r\n" in written(["artist_name"], [(text,) for text in texts])


def test_it_comes_in_pieces_the_titles_before_the_first_lead_is_read():
    def rows():
        for number in range(1201):
            asked.append(number)
            yield (f"Trio {number}",)

    asked = []
    pieces = as_csv.pieces(about("artist_name"), rows())
    assert next(pieces) and not asked
    assert next(pieces) and len(asked) == as_csv.AT_ONCE
    assert len(list(pieces)) == 2


@pytest.mark.libreoffice
@pytest.mark.parametrize("separators", ["44/59/9", "59"], ids=["all that LibreOffice offers", "semicolons only"])
def test_nothing_is_worked_out_however_the_file_is_split(separators, tmp_path):
    lined = [text for payload in PAYLOADS for text in (payload, f"x;{payload};y", f"x\t{payload}", f"x\n{payload}\n")]
    (tmp_path / "list.csv").write_bytes(written(["artist_name", "place"], [("Trio", text) for text in lined]))
    split = f"--infilter=Text - txt - csv (StarCalc):{separators},34,76,1,,0,false,true,false,false,false,0,true"
    assert "table:formula" not in opened(tmp_path / "list.csv", tmp_path, "fods", split).read_text()
