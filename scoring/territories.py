"""Where an artist lives, as far as a score cares: countries, their names, and the regions that earn points."""

import csv
import re
from pathlib import Path

REGIONS = {
    "new_zealand": "New Zealand",
    "australia": "Australia",
    "pacific_islands": "Pacific Islands",
    "other": "Elsewhere",
    "unknown": "Unknown",
}
PACIFIC = frozenset(
    "FJ WS TO VU SB PG KI TV NR FM MH PW CK NU TK WF PF NC GU MP AS PN NF".split()  # noqa: SIM905
)
REGION_OF = {"NZ": "new_zealand", "AU": "australia"} | dict.fromkeys(PACIFIC, "pacific_islands")

# ISO 3166-1, with Kosovo and the states that are gone but still stand in MusicBrainz. XW (worldwide), XE (Europe)
# and XU (unknown) are no countries, so they are not here and count as unknown.
with (Path(__file__).parent / "data" / "countries.csv").open(encoding="utf-8", newline="") as table:
    COUNTRIES = {row["code"]: row["name"] for row in csv.DictReader(table)}
CODES = {name.casefold(): code for code, name in COUNTRIES.items()}

# Territories that have a country code of their own and a subdivision code of the state they belong to.
# Hawaii (US-HI) has only the latter: it counts as the United States.
OWN_CODE = {
    "AU-NF": "NF", "CN-HK": "HK", "CN-MO": "MO", "CN-TW": "TW", "FI-01": "AX", "FR-BL": "BL", "FR-GF": "GF",
    "FR-GP": "GP", "FR-MF": "MF", "FR-MQ": "MQ", "FR-NC": "NC", "FR-PF": "PF", "FR-PM": "PM", "FR-RE": "RE",
    "FR-TF": "TF", "FR-WF": "WF", "FR-YT": "YT", "NL-AW": "AW", "NL-CW": "CW", "NL-SX": "SX", "NO-21": "SJ",
    "US-AS": "AS", "US-GU": "GU", "US-MP": "MP", "US-PR": "PR", "US-UM": "UM", "US-VI": "VI",
}  # fmt: skip

NZ_REGIONS = {
    "NZ-AUK": "Auckland", "NZ-BOP": "Bay of Plenty", "NZ-CAN": "Canterbury", "NZ-CIT": "Chatham Islands",
    "NZ-GIS": "Gisborne", "NZ-HKB": "Hawke's Bay", "NZ-MBH": "Marlborough", "NZ-MWT": "Manawatū-Whanganui",
    "NZ-NSN": "Nelson", "NZ-NTL": "Northland", "NZ-OTA": "Otago", "NZ-STL": "Southland", "NZ-TAS": "Tasman",
    "NZ-TKI": "Taranaki", "NZ-WGN": "Wellington", "NZ-WKO": "Waikato", "NZ-WTC": "West Coast",
}  # fmt: skip


def region_of(country: str | None) -> str:
    """One of REGIONS; a code that names no country is unknown, never "other"."""
    code = (country or "").strip().upper()
    if code not in COUNTRIES:
        return "unknown"
    return REGION_OF.get(code, "other")


def country_name(country: str | None) -> str:
    """The country's English name; the code itself where it names no country, "" for none."""
    code = (country or "").strip().upper()
    return COUNTRIES.get(code, code)


def country_code(text: str | None) -> str | None:
    """The code of a country given by its code or English name; None for anything else."""
    said = (text or "").strip()
    return said.upper() if said.upper() in COUNTRIES else CODES.get(said.casefold())


def country_from_iso3166_2(subdivision: str | None) -> str | None:
    """The country of "NZ-OTA"; a territory's own code where it has one, so that US-GU is Guam."""
    code = (subdivision or "").strip().upper()
    if not re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code):
        return None
    country = OWN_CODE.get(code, code[:2])
    return country if country in COUNTRIES else None
