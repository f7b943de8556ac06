"""How the workbook looks: the desk's calm palette, and the widths and number formats of each kind of column."""

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from leads.exports.columns import Column, Kind

INK, GREY, TRACK, PAPER, RED = "FF1A1A1A", "FF6B6B6F", "FFD2D2D4", "FFF4F4F5", "FFE50914"
TIERS = {"A": ("FFFFFFFF", "FF166534"), "B": ("FF1E40AF", "FFDBEAFE"), "C": ("FF854D0E", "FFFEF3C7"),
         "D": ("FF515154", "FFE5E5E6")}  # fmt: skip

TITLE = Font(name="Calibri", size=16, bold=True, color=INK)
STRONG = Font(name="Calibri", size=11, bold=True, color=INK)
QUIET = Font(name="Calibri", size=11, color=GREY)
HEADER = {
    "font": STRONG,
    "fill": PatternFill("solid", fgColor=PAPER),
    "border": Border(bottom=Side("medium", color=INK)),
}
A4 = 9  # as printers number papers
LINE = Border(bottom=Side("thin", color=TRACK))

FORMATS = {
    Kind.SCORE: "0.0",
    Kind.RATE: "0.00",
    Kind.INTEGER: "#,##0",
    Kind.PERCENT: '0"%"',  # 88 stays 88, as in every other form
    Kind.DAY: "d mmm yyyy",
    Kind.MOMENT: "d mmm yyyy h:mm AM/PM",
}
FIGURES = {Kind.INTEGER, Kind.SCORE, Kind.RATE, Kind.PERCENT, Kind.DAY, Kind.MOMENT}
TIER_COLUMNS = {"lead_tier", "machine_tier"}
NUMBERS_OF_THINGS = {"lead_id", "policy_version"}  # nobody reads these in thousands
WIDTHS = {
    Kind.TEXT: 18,
    Kind.NOTE: 60,
    Kind.LINK: 36,
    Kind.HANDLES: 32,
    Kind.INTEGER: 14,
    Kind.SCORE: 14,
    Kind.RATE: 14,
    Kind.PERCENT: 11,
    Kind.DAY: 13,
    Kind.MOMENT: 22,
    Kind.FLAG: 13,
}
OTHER_WIDTHS = {
    "artist_name": 32, "country": 10, "lead_tier": 9, "machine_tier": 9, "contact_email": 30, "place": 26, "genres": 36,
    "aliases": 36, "musicbrainz_id": 38, "spotify_id": 25, "uploads": 36, "lead_id": 9, "policy_version": 9,
}  # fmt: skip


def number_format(column: Column) -> str:
    return "0" if column.name in NUMBERS_OF_THINGS else FORMATS.get(column.kind, "General")


def width(column: Column) -> int:
    return OTHER_WIDTHS.get(column.name) or WIDTHS[column.kind]


def side(column: Column) -> str:
    """Where its cells and its title stand: figures below each other on the right, a tier in its colour's middle."""
    if column.name in TIER_COLUMNS:
        return "center"
    return "right" if column.kind in FIGURES else "left"


def header(side: str = "left") -> dict:
    return HEADER | {"alignment": Alignment(side, "center", wrap_text=True)}


def tier_rules() -> list[CellIsRule]:
    """Colours that follow the tier, also when somebody sorts or changes it."""
    return [
        CellIsRule("equal", [f'"{tier}"'], font=Font(color=ink, bold=True), fill=PatternFill("solid", bgColor=paper))
        for tier, (ink, paper) in TIERS.items()
    ]
