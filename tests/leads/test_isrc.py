import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.isrc import ISRC, read_cell, read_one

codes = st.from_regex(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", fullmatch=True)
gaps = st.sampled_from(["", "-", " ", "\u00a0", "\u2011", "–", "—", "_", "\t", "\u200b", " - "])


@pytest.mark.parametrize(
    "written",
    [
        "NZABC2100001",
        "nzabc2100001",
        "NZ-ABC-21-00001",
        " NZ ABC 21 00001 ",
        "ISRC NZABC2100001",
        "ISRC: NZ-ABC-21-00001",
        "isrc:nzabc2100001",
        "ISRCNZABC2100001",
        "NZ\u2011ABC\u201121\u201100001",
        "NZ–ABC—21\u221200001",
        "NZ_ABC_21_00001",
        "\ufeffNZABC2100001\u00a0",
        "\u202aNZABC2100001\u202c",
        "NZABC\u00ad2100001",
        "'NZABC2100001",
        "“NZABC2100001”",
        "NZABC\x002100001",
    ],
)
def test_it_reads_every_spelling(written):
    assert [code.isrc for code in read_cell(written)] == ["NZABC2100001"]


def test_a_bare_icelandic_code_stays_whole():
    assert read_one("ISRC12345678").isrc == "ISRC12345678"
    assert read_one("ISRC ISRC12345678").isrc == "ISRC12345678"


def test_it_parses_into_its_parts():
    assert ISRC.parse("nz-abc-21-00001") == ("NZABC", "21", "00001")
    assert str(ISRC.parse("nz-abc-21-00001")) == "NZABC2100001"


@pytest.mark.parametrize("text", ["", "NZABC", "NZABC2100001, NZABC2100002"])
def test_parsing_says_what_is_wrong(text):
    with pytest.raises(ValueError, match="is not an ISRC: "):
        ISRC.parse(text)


@settings(deadline=None)
@given(codes, gaps, gaps, gaps)
def test_any_code_survives_any_dress(code, first, second, third):
    dressed = first.join([code[:2], second.join([code[2:5], third.join([code[5:7], code[7:].lower()])])])
    assert [each.isrc for each in read_cell(dressed)] == [code]
    assert str(ISRC.parse(f"ISRC: {dressed}")) == code


@settings(deadline=None)
@given(st.lists(codes, min_size=2, max_size=6), st.sampled_from([",", ";", " / ", "|", "\n", " ", "\r\n", ", "]))
def test_several_codes_are_read_in_order(many, separator):
    assert [code.isrc for code in read_cell(separator.join(many))] == many


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_too_strange(text):
    for code in read_cell(text):
        assert bool(code.isrc) != bool(code.reason)
        assert len(code.value) <= 100
        code.value.encode()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("NZABC2100001, rubbish", ["NZABC2100001", "wrong_length"]),
        ("NZABC2100001 NZABC210002", ["NZABC2100001", "wrong_length"]),
        ("NZ ABC 21 00001 NZ ABC 21 00002", ["NZABC2100001", "NZABC2100002"]),
        ("ISRC NZABC2100001 ISRC NZABC2100002", ["NZABC2100001", "NZABC2100002"]),
        ("NZABC21O0001; NZABC21O0002", ["letter_among_digits", "letter_among_digits"]),
        ("NZABC2100001,,NZABC2100002,", ["NZABC2100001", "NZABC2100002"]),
        ("Any dashes, spaces or dots will go", ["bad_character"]),
    ],
)
def test_a_cell_is_cut_only_where_codes_come_to_light(cell, expected):
    assert [code.isrc or code.reason for code in read_cell(cell)] == expected


@pytest.mark.parametrize(
    ("text", "reason", "message", "suggestion"),
    [
        ("", "empty", "The cell is blank", None),
        (" - ", "empty", "The cell is blank", None),
        ("NZ-ABC-21-0001", "wrong_length", "11 characters, 12 are needed", None),
        ("ISRC: NZ-ABC-21-0001", "wrong_length", "11 characters, 12 are needed", None),
        ("NZABC21000011", "wrong_length", "13 characters, 12 are needed", None),
        ("N", "wrong_length", "1 character, 12 are needed", None),
        ("NZABC21O0001", "letter_among_digits", "A letter stands where a digit must be (character 8)", "NZABC2100001"),
        ("NZABCIL00001", "letter_among_digits", "A letter stands where a digit must be (character 6)", "NZABC1100001"),
        ("NZABC21X0001", "letter_among_digits", "A letter stands where a digit must be (character 8)", None),
        ("0ZABC2100001", "bad_prefix", "The first two characters must be letters", None),
        (
            "NZ.ABC.21.00001",
            "bad_character",
            "“.” is not one of the letters A-Z and digits 0-9 (character 3)",
            "NZABC2100001",
        ),
        ("NZABC210000!", "bad_character", "“!” is not one of the letters A-Z and digits 0-9 (character 12)", None),
        (
            "NZABC2100001 (Remix)",
            "bad_character",
            "“(” is not one of the letters A-Z and digits 0-9 (character 13)",
            "NZABC2100001",
        ),
        (
            "ＮＺＡＢＣ２１０００01",
            "bad_character",
            "“Ｎ” is not one of the letters A-Z and digits 0-9 (character 1)",
            "NZABC2100001",
        ),
        ("ΝZABC2100001", "bad_character", "“Ν” is not one of the letters A-Z and digits 0-9 (character 1)", None),
        ("NZABC21٠0001", "bad_character", "“٠” is not one of the letters A-Z and digits 0-9 (character 8)", None),
        (
            "NZABC2100001NZABC2100002",
            "several_codes",
            "2 codes stand here without a comma between them",
            "NZABC2100001, NZABC2100002",
        ),
        (
            "NZABC2100001 and NZABC2100002",
            "several_codes",
            "2 codes stand here without a comma between them",
            "NZABC2100001, NZABC2100002",
        ),
    ],
)
def test_it_says_what_is_wrong_and_what_was_meant(text, reason, message, suggestion):
    (code,) = read_cell(text)
    assert (code.isrc, code.reason, code.message, code.suggestion) == (None, reason, message, suggestion)


@pytest.mark.parametrize(
    ("text", "reason", "message"),
    [
        ("spotify:track:4aB5cD9uYEdYUVa79Axb7Rh", "bad_character", "This is a Spotify link, not an ISRC"),
        (
            "https://open.spotify.com/track/4aB5cD9uYEdYUVa79Axb7R",
            "bad_character",
            "This is a Spotify link, not an ISRC",
        ),
        ("https://www.youtube.example/watch?v=abc", "bad_character", "This is a web address, not an ISRC"),
        ("4aB5cD9uYEdYUVa79Axb7R", "wrong_length", "This is a Spotify id, not an ISRC"),
        ("T-123.456.789-4", "wrong_length", "This is an ISWC, not an ISRC"),
        ("T1234567894", "wrong_length", "This is an ISWC, not an ISRC"),
        ("9400000000017", "wrong_length", "This is a barcode (UPC or EAN), not an ISRC"),
        ("094000000017", "bad_prefix", "This is a barcode (UPC or EAN), not an ISRC"),
        ("2021-03-19", "wrong_length", "8 characters, 12 are needed"),
        ("May 2, 2026 10:15", "bad_character", "“,” is not one of the letters A-Z and digits 0-9 (character 5)"),
        ("+64 21 555 0123", "bad_character", "“+” is not one of the letters A-Z and digits 0-9 (character 1)"),
    ],
)
def test_it_is_not_fooled(text, reason, message):
    (code,) = read_cell(text)
    assert (code.isrc, code.reason, code.message, code.suggestion) == (None, reason, message, None)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (12.0, "An ISRC is text, this is a number"),
        (True, "An ISRC is text, this is a yes or no"),
        (["NZABC2100001"], "An ISRC is text, this is something else"),
    ],
)
def test_only_text_is_read(value, message):
    assert (read_one(value).reason, read_one(value).message) == ("not_text", message)


def test_a_field_for_one_code_refuses_two():
    code = read_one("NZABC2100001, NZABC2100002")
    assert (code.reason, code.message) == ("several_codes", "2 codes stand here, one is needed")
    assert code.suggestion == "NZABC2100001, NZABC2100002"


def test_an_unusual_country_is_accepted_with_a_warning():
    assert read_one("XXABC2100001").warning == "“XX” is an unusual country pair for an ISRC"
    assert [read_one(f"{pair}ABC2100001").warning for pair in ("NZ", "QZ", "UK", "TC", "ZZ")] == [None] * 5
