"""Leads on paper: a first page that says what they are and how they stand together, then the table.

The same page is the print view, which every browser shows and which needs nothing installed.
"""

from collections.abc import Iterable
from pathlib import Path

from django.template.loader import render_to_string

from leads.exports import press, words
from leads.exports.about import COMPANY, About
from leads.exports.charts import charts
from leads.exports.press import PdfUnavailable, unavailable
from leads.exports.printed import blocks, fields, layout

__all__ = ["PdfUnavailable", "fields", "joined", "page", "part", "pdf", "unavailable"]

TEMPLATE = "leads/exports/list.html"


def page(about: About, rows: Iterable[tuple]) -> str:
    """The print view: one HTML page that names no other address."""
    return _page(about, rows)


def pdf(about: About, rows: Iterable[tuple]) -> bytes:
    """All of it in one go; for up to some hundred leads. PdfUnavailable without Pango."""
    return press.pdf(_page(about, rows, on_paper=True))[0]


def part(about: About, rows: Iterable[tuple], first: bool, pages_before: int) -> tuple[bytes, int]:
    """One slice of a long table and its number of pages, which go on counting after those before it."""
    return press.pdf(_page(about, rows, on_paper=True, cover=first, pages_before=pages_before, whole=False))


def joined(parts: Iterable[Path], path: Path) -> None:
    """The slices in their order as one PDF at `path`."""
    from pypdf import PdfWriter

    with PdfWriter() as writer:
        for one in parts:
            writer.append(one)
        writer.add_metadata({"/Title": f"{COMPANY}: leads from Prism", "/Author": COMPANY})
        writer.compress_identical_objects(remove_unreferenced=True)
        writer.write(path)


def _page(
    about: About,
    rows: Iterable[tuple],
    *,
    on_paper: bool = False,
    cover: bool = True,
    pages_before: int = 0,
    whole: bool = True,
) -> str:
    """`whole` says that the number of all pages is known when this is laid out."""
    laid_out = layout(about.columns)
    shown = {
        "company": COMPANY,
        "about": about,
        "summary": about.summary if cover else None,
        "charts": charts(about.summary) if cover else (),
        "how_many": words.how_many(about.count),
        "made": words.made(about),
        "which": words.filters(about.filters),
        "contacts": words.CONTACTS,
        "moment": words.moment(about.made_at),
        "layout": laid_out,
        "blocks": blocks(laid_out, rows),
        "cover": cover,
        "on_paper": on_paper,
        "pages_before": pages_before,
        "whole": whole,
    }
    return render_to_string(TEMPLATE, shown)
