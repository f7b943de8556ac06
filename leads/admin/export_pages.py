"""The page where an export is chosen, and what it answers with: the file, the page of its job, or its print view."""

import re

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leads.admin import export_address
from leads.admin.export_actions import MAY_EXPORT, delivered, noted, seen_by
from leads.admin.export_order import (
    FORMATS,
    PRESET,
    Choice,
    groups,
    ids_of,
    prepared,
    sentence,
)
from leads.exports import as_pdf, words
from leads.exports.order import Prepared
from leads.exports.rows import rows
from leads.models import Export
from outreach.permission import contacts_to_hand_out


def choose(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """What cannot be made keeps one here, with its sentence and all that was chosen."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, admin, _like(request) or Choice())
    choice = Choice.of(request.POST)
    try:
        return _made(request, choice)
    except (ValueError, as_pdf.PdfUnavailable) as trouble:
        return _page(request, admin, choice, trouble, status=422)


def _made(request: HttpRequest, choice: Choice) -> HttpResponse:
    order = prepared(request, choice.format, choice.columns)
    if order.format == Export.Format.PDF and (why := as_pdf.unavailable()):
        raise as_pdf.PdfUnavailable(why)
    return delivered(request, order, bom=choice.bom)


def print_view(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """The PDF's pages for the browser's own printer; one that is shown has left the house, too."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    choice = Choice.of(request.POST)
    try:
        order = prepared(request, Export.Format.PDF, choice.on_paper.columns)
    except ValueError as trouble:
        return _page(request, admin, choice, trouble, status=422)
    page = as_pdf.page(order.about, rows(order.ids, order.about.columns, contacts_to_hand_out))
    noted(request, order)
    return HttpResponse(page)


def _page(
    request: HttpRequest, admin: ModelAdmin, choice: Choice, trouble: Exception | None = None, status: int = 200
) -> HttpResponse:
    told = {"choice": choice, "trouble": sentence(trouble) if trouble else "", **_which(request, trouble)}
    context = {
        **admin.admin_site.each_context(request),
        "model_admin": admin,
        "title": "Export",
        "formats": FORMATS,
        "no_pdf": as_pdf.unavailable(),
        "limits": {"at_once": settings.EXPORT_INLINE_ROWS, "pdf_at_once": settings.EXPORT_PDF_INLINE_ROWS,
                   "pdf": settings.EXPORT_PDF_ROWS, "days": settings.EXPORT_KEEP_DAYS},
        "groups": groups(),
        "preset": PRESET,
        **told,
    }  # fmt: skip
    return render(request, "leads/export/choose.html", context, status=status)


def _like(request: HttpRequest) -> Choice | None:
    """What was chosen for an earlier export that the address names, if this person may see it."""
    pk = request.GET.get(export_address.LIKE, "")
    earlier = seen_by(request.user).filter(pk=pk).first() if re.fullmatch("[0-9]{1,18}", pk) else None
    return earlier and Choice.like(earlier)


def _which(request: HttpRequest, trouble: Exception | None) -> dict:
    """The leads that the address names, in words; none where it names none, with the sentence that says so."""
    try:
        found = prepared(request)
    except ValueError as none:
        return {} if trouble else {"trouble": sentence(none)}
    return {"found": found, **_told(found), "picked": len(ids_of(request.GET) or ())}


def _told(found: Prepared) -> dict:
    filters = found.about.filters
    return {
        "filters": words.narrowing(filters, words.uploads_named([filters])),
        "order": words.order(filters),
        "too_large_for_pdf": found.about.count > settings.EXPORT_PDF_ROWS,
        "by_worker": not found.at_once,
        "pdf_by_worker": found.about.count > settings.EXPORT_PDF_INLINE_ROWS,
    }
