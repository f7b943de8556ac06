"""Label families as a file: choosing one, seeing what it would change, taking it in, and writing all of them out."""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from enrichment.wake import find_relabelled
from scoring import families
from scoring.labels.sheet import COLUMNS, Unreadable, decode, read, refuse_larger, written
from scoring.models import LabelFamily

MAY_IMPORT = ("scoring.add_labelfamily", "scoring.change_labelfamily")
SALT = "label families"
A_DAY = 24 * 60 * 60
SHOWN = 50  # families of which the page says what becomes of them
OUT_OF_DATE = "That check is out of date. Choose the file again."


class FamilyPages:
    """Mixed into LabelFamilyAdmin, which gives each page its address.

    Nothing of an upload is kept: the page that shows what a file would do carries its text, signed and packed, and
    whoever confirms sends it back to be read the same way again. So what was checked is what is taken in, against the
    rows as they stand then, and there is no second form of a family to keep true.
    """

    def choose(self, request: HttpRequest) -> HttpResponse:
        """The file, and what it would change. One that cannot be read keeps one here, with its sentence."""
        _let_import(request)
        if request.method != "POST":
            return self._page(request, "choose")
        try:
            text, name = _text_of(request)
            return self._checked(request, text, name, _carried(text, name))
        except Unreadable as trouble:
            return self._page(request, "choose", 422, trouble=str(trouble))

    def apply(self, request: HttpRequest) -> HttpResponse:
        return require_POST(self._apply)(request)

    def _apply(self, request: HttpRequest) -> HttpResponse:
        """Take in what was checked; where the rows have changed meanwhile so that it cannot be, show that."""
        _let_import(request)
        carried = request.POST.get("carried", "")
        try:
            text, name = signing.loads(carried, salt=SALT, max_age=A_DAY)
            with transaction.atomic():
                found = families.take_in(read(text))
                find_relabelled(found.labels)
        except families.Refused:
            return self._checked(request, text, name, carried, 422)
        except (signing.BadSignature, Unreadable, IntegrityError):  # or another import was a moment faster
            return self._page(request, "choose", 422, trouble=OUT_OF_DATE)
        messages.info(request, _told(name, found))
        return redirect("admin:scoring_labelfamily_changelist")

    def export(self, request: HttpRequest) -> HttpResponse:
        """All families in the columns that an import reads."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = LabelFamily.objects.order_by("label", "kind", "since").values_list(*COLUMNS)
        reply = StreamingHttpResponse(written(rows.iterator()), content_type="text/csv; charset=utf-8")
        name = f"label-families-{timezone.localdate()}.csv"
        reply["Content-Disposition"] = f'attachment; filename="{name}"'
        return reply

    def _checked(self, request: HttpRequest, text: str, name: str, carried: str, status: int = 200) -> HttpResponse:
        found = families.compare(read(text))
        told = {"found": found, "carried": carried, "name": name, "bringing": len(found.new) + len(found.changed)}
        rows = [(line, []) for line in found.new[:SHOWN]]
        rows += [(one.line, one.moved) for one in found.changed[: SHOWN - len(rows)]]
        return self._page(request, "check", status, rows=rows, **told)

    def _page(self, request: HttpRequest, step: str, status: int = 200, **more) -> HttpResponse:
        head = {"model_admin": self, "title": "Import families"}
        context = {**self.admin_site.each_context(request), **head, "step": step, **more}
        return render(request, f"scoring/families/{step}.html", context, status=status)


def _let_import(request: HttpRequest) -> None:
    if not request.user.has_perms(MAY_IMPORT):
        raise PermissionDenied


def _text_of(request: HttpRequest) -> tuple[str, str]:
    file = request.FILES.get("file")
    if file is None:
        raise Unreadable("Choose a file.")
    refuse_larger(file.size)
    return decode(file.read()), file.name


def _carried(text: str, name: str) -> str:
    packed = signing.dumps([text, name], salt=SALT, compress=True)
    if len(packed) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 10_000:
        raise Unreadable("There is too much in this file to be checked at once. Split it in two.")
    return packed


def _told(name: str, found: families.Comparison) -> str:
    """What became of the file, in one sentence."""
    new, changed = len(found.new), len(found.changed)
    if not new + changed:
        return f"{name}: everything in it was there already."
    words = f"{name}: {new:,} new, {changed:,} changed."
    return f"{words} Leads whose labels that concerns are being scored again." if found.labels else words
