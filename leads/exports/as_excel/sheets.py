"""The two sheets beside the leads: how they stand together, and what the workbook is."""

from collections.abc import Iterable, Mapping

from openpyxl.styles import Alignment

from leads.exports import words
from leads.exports.about import COMPANY, YOUTUBE_WORDS, About, Summary
from leads.exports.as_excel import look
from leads.exports.as_excel.cells import text_cell, value_cell
from leads.models import Artist

TIERS = {tier: f"Tier {tier}" for tier in Artist.Tier.values} | {"none": "Nothing to score yet"}
WRAPPED = Alignment(wrap_text=True, vertical="top")


# --- Summary Statistics -----------------------------------------------------------------------------------------------


def write_summary(sheet, summary: Summary) -> None:
    _widths(sheet, {"A": 34, "B": 16, "C": 12})
    _line(sheet, "Summary Statistics", font=look.TITLE)
    sheet.append([])
    _number(sheet, "Leads", summary.leads, "#,##0")
    _number(sheet, "Average total score", summary.average_score, "0.0")
    _number(sheet, "YouTube subscribers of all known channels", summary.subscribers, "#,##0")
    _counts(sheet, "Tier", TIERS, summary.tiers, summary.leads)
    _counts(sheet, "Region", dict(Artist.Region.choices), summary.regions, summary.leads)
    _counts(sheet, "YouTube", YOUTUBE_WORDS, summary.youtube, summary.leads)
    sheet.append([])
    _line(sheet, "A lead can count in several rows of YouTube, and in none.", font=look.QUIET)


def _number(sheet, label: str, value: float | None, number_format: str) -> None:
    """Unknown is an empty cell."""
    sheet.append([text_cell(sheet, label), value_cell(sheet, value, number_format=number_format)])


def _counts(sheet, title: str, labels: Mapping[str, str], counts: Mapping[str, int], leads: int) -> None:
    """Words that nobody counted are left out: they would be told as 0."""
    sheet.append([])
    _header(sheet, (title, "left"), ("Leads", "right"), ("Share", "right"))
    for word, label in labels.items():
        if (count := counts.get(word)) is None:
            continue
        number = value_cell(sheet, count, number_format="#,##0", border=look.LINE)
        share = value_cell(sheet, count / leads if leads else None, number_format="0%", border=look.LINE)
        sheet.append([text_cell(sheet, label, border=look.LINE), number, share])


# --- About ------------------------------------------------------------------------------------------------------------


def write_about(sheet, about: About) -> None:
    _widths(sheet, {"A": 28, "B": 14, "C": 90})
    _line(sheet, "About this workbook", font=look.TITLE)
    sheet.append([])
    for label, told in _facts(about):
        sheet.append([text_cell(sheet, label, font=look.STRONG), text_cell(sheet, told)])
    sheet.append([])
    for line in (words.UNKNOWN, words.CONTACTS):
        _line(sheet, line)
    sheet.append([])
    _header(sheet, ("Column", "left"), ("Group", "left"), ("What it holds", "left"))
    for column in about.columns:
        told = (column.label, str(column.group), words.holds(column))
        sheet.append([text_cell(sheet, text, border=look.LINE, alignment=WRAPPED) for text in told])


def _facts(about: About) -> Iterable[tuple[str, str]]:
    yield "What", f"{COMPANY}: leads from Prism"
    yield "Made on", f"{words.moment(about.made_at)}, New Zealand time"
    if about.by:
        yield "Made by", about.by
    yield "Leads", f"{about.count:,}, picked one by one" if about.picked else f"{about.count:,}"
    yield "Scoring policy", f"Version {about.policy_version}"
    told = words.filters(about.filters) or [("Filters", "None: every lead")]
    for label, value in told:
        yield label if label == "Filters" else f"Filter: {label}", value


# --- Both -------------------------------------------------------------------------------------------------------------


def _widths(sheet, widths: Mapping[str, int]) -> None:
    """To be told before the first row."""
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", look.A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _line(sheet, text: str, **how) -> None:
    sheet.append([text_cell(sheet, text, **how)])


def _header(sheet, *titles: tuple[str, str]) -> None:
    sheet.append([text_cell(sheet, label, **look.header(side)) for label, side in titles])
