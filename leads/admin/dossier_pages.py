"""A lead on one page: to read in the browser, or as a PDF to hand to somebody."""

import re
import unicodedata

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from leads.admin.doors import lead_or_404
from leads.admin.export_actions import MAY_EXPORT, attachment
from leads.exports import as_pdf, dossier
from leads.models import Artist, Export
from outreach.permission import contacts_to_hand_out, may_contact

MAY_READ = "leads.view_artist"


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it would be printed. An id that was merged away leads to the surviving lead's."""
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied
    artist = lead_or_404(pk)
    if artist.pk != pk:
        return redirect("admin:leads_artist_dossier", artist.pk)
    return HttpResponse(dossier.page(_of(artist)))


def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file, on record; without Pango the sentence, with the way to the page."""
    if not request.user.has_perms((MAY_READ, MAY_EXPORT)):
        raise PermissionDenied
    artist = lead_or_404(pk)
    if artist.pk != pk:
        return redirect("admin:leads_artist_dossier_pdf", artist.pk)
    try:
        content = dossier.pdf(_of(artist))
    except as_pdf.PdfUnavailable as trouble:
        messages.warning(request, str(trouble))
        return redirect("admin:leads_artist_change", artist.pk)
    return attachment(HttpResponse(content), "pdf", _noted(request, artist).filename)


def _of(artist: Artist) -> dossier.Dossier:
    contacts = contacts_to_hand_out([artist.pk]).get(artist.pk, [])
    return dossier.dossier(artist, may_contact=may_contact, contacts=contacts)


def _noted(request: HttpRequest, artist: Artist) -> Export:
    name = re.sub(r"[^-\w]+", "_", unicodedata.normalize("NFC", artist.name))[:60].strip("_") or artist.pk
    return Export.objects.create(
        format=Export.Format.PDF,
        door=Export.Door.DESK,
        by=request.user,
        picked=True,
        rows=1,
        leads=[artist.pk],
        policy_version=artist.policy_version or 0,
        filename=f"prism_dossier_{name}_{timezone.localdate():%Y%m%d}.pdf",
    )
