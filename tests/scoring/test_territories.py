import pytest

from scoring.territories import COUNTRIES, NZ_REGIONS, country_from_iso3166_2, country_name, region_of

PACIFIC = "FJ WS TO VU SB PG KI TV NR FM MH PW CK NU TK WF PF NC GU MP AS PN NF".split()  # noqa: SIM905


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("NZ", "new_zealand"),
        ("nz ", "new_zealand"),
        ("AU", "australia"),
        *((country, "pacific_islands") for country in PACIFIC),
        ("US", "other"),
        ("CX", "other"),
        ("XK", "other"),
        ("XW", "unknown"),
        ("ZZ", "unknown"),
        ("New Zealand", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_every_country_has_its_region(country, region):
    assert region_of(country) == region


@pytest.mark.parametrize(
    ("subdivision", "country"),
    [
        ("NZ-OTA", "NZ"),
        ("au-nsw", "AU"),
        ("US-HI", "US"),  # Hawaii is a state
        ("US-GU", "GU"),
        ("FR-PF", "PF"),
        ("XX-ABC", None),
        ("NZ", None),
        ("OTA", None),
        ("", None),
        (None, None),
    ],
)
def test_a_subdivision_names_its_country(subdivision, country):
    assert country_from_iso3166_2(subdivision) == country


@pytest.mark.parametrize(("code", "name"), [("WS", "Samoa"), ("as", "American Samoa"), ("ZZ", "ZZ"), (None, "")])
def test_countries_are_named_for_people(code, name):
    assert country_name(code) == name


def test_the_country_table_is_whole():
    assert len(COUNTRIES) == 249 + 7  # ISO 3166-1, Kosovo and six that are gone
    assert all(country_from_iso3166_2(code) == "NZ" for code in NZ_REGIONS)
