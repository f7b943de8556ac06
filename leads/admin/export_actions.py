"""What staff do with exports: have one made, fetch its file, stop it, try again."""

import re
from collections.abc import Callable
from itertools import chain

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from leads.exports import jobs
from leads.exports.making import FORMS, pieces
from leads.exports.order import Prepared
from leads.models import Export, Job
from outreach.permission import contacts_to_hand_out

MAY_EXPORT = "leads.export_artist"
MAY_SEE_ALL = "leads.manage_export"
COME = "exported"  # the cookie by which the page knows that its file has begun to come


def delivered(request: HttpRequest, order: Prepared, *, bom: bool) -> HttpResponse:
    """The file, or the page of the job that makes it."""
    if not order.at_once:
        return redirect("admin:leads_export_show", started(request, order).pk)
    body = pieces(order, contacts_to_hand_out, bom=bom)
    first = next(body, b"")  # what cannot be made fails here, not in the midst of a download
    export = noted(request, order)
    reply = attachment(StreamingHttpResponse(chain([first], body)), order.format, export.filename)
    if re.fullmatch("[A-Za-z0-9]{1,32}", stamp := request.POST.get("stamp", "")):
        reply.set_cookie(COME, stamp, max_age=60, samesite="Lax")
    return reply


def noted(request: HttpRequest, order: Prepared) -> Export:
    return jobs.record(order, request.user, Export.Door.DESK)


def started(request: HttpRequest, order: Prepared) -> Export:
    """The job of this order; two clicks or two tabs start one."""
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=request.user.pk)  # one after the other
        return _same(request, order) or jobs.start(order, request.user, Export.Door.DESK)


def _same(request: HttpRequest, order: Prepared) -> Export | None:
    """The same leads and columns in the same form, ordered before and still to be made."""
    fields = [column.name for column in order.about.columns]
    open_ones = Export.objects.filter(
        by=request.user, format=order.format, rows=len(order.ids), job__state__in=Job.OPEN
    )
    return next((one for one in open_ones if one.fields == fields and one.leads == list(order.ids)), None)


def attachment(reply: HttpResponse | StreamingHttpResponse, format: str, name: str):
    """The reply as a file to keep under this name."""
    reply["Content-Type"] = FORMS[format].content_type
    reply["Content-Disposition"] = content_disposition_header(True, name)
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


def seen_by(user) -> QuerySet[Export]:
    """One's own exports; everybody's for those who look after them. Without the ids, of which there may be many."""
    exports = Export.objects.select_related("job", "by").defer("leads")
    return exports if user.has_perm(MAY_SEE_ALL) else exports.filter(by=user)


def seen_or_404(request: HttpRequest, pk: int) -> Export:
    """The export of this id, if this person may see it."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    return get_object_or_404(seen_by(request.user), pk=pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _steer(request, pk, jobs.cancel, "It has ended already.")


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return _steer(request, pk, jobs.again, "It is being made already.")


def _steer(request: HttpRequest, pk: int, act: Callable[[Export], bool], otherwise: str) -> HttpResponse:
    if not act(seen_or_404(request, pk)):
        messages.info(request, otherwise)
    return redirect("admin:leads_export_show", pk)
