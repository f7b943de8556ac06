"""An upload's rows as a table: what was read, what became of it, and whose recording it is."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest

from leads.models import Credit, Job, JobRow, Upload, UploadRow
from leads.names import fold
from leads.text import clean

ROWS_A_PAGE = 20
ACCEPTED = (UploadRow.Outcome.NEW, UploadRow.Outcome.KNOWN)


def shown(request: HttpRequest, upload: Upload, job: Job | None) -> dict:
    """One page of the rows that the address asks for, and the choices there are."""
    show, words = request.GET.get("show", ""), clean(request.GET.get("words", ""))
    rows = _searched(_chosen(upload.cells.order_by("position"), show, job), words)
    page = Paginator(rows.select_related("recording"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {"page": _with_answers(page, job), "choices": _choices(upload, job), "show": show, "words": words}


def _chosen(rows: QuerySet, show: str, job: Job | None) -> QuerySet:
    if show in UploadRow.Outcome.values:
        return rows.filter(outcome=show)
    if job and show in JobRow.State.values:
        return rows.filter(outcome__in=ACCEPTED, recording__in=job.rows.filter(state=show).values("recording"))
    return rows


def _searched(rows: QuerySet, words: str) -> QuerySet:
    """By code, title or artist."""
    if not words:
        return rows
    by_artist = Credit.objects.filter(artist__search_name__contains=fold(words)).values("recording")
    compact = words.replace("-", "").replace(" ", "").upper()
    found = Q(value__icontains=words) | Q(recording__isrc__contains=compact) | Q(recording__title__icontains=words)
    return rows.filter(found | Q(recording__in=by_artist) if fold(words) else found)


def _with_answers(page: Page, job: Job | None) -> Page:
    """Beside each row its place in the job and the artists credited: two queries a page."""
    page.object_list = page.object_list.prefetch_related(
        Prefetch("recording__credits", Credit.objects.select_related("artist"))
    )
    rows = page.object_list = list(page.object_list)
    ids = [row.recording_id for row in rows if row.recording_id]
    asked = {one.recording_id: one for one in job.rows.filter(recording__in=ids)} if job else {}
    for row in rows:
        row.asked = asked.get(row.recording_id) if row.outcome in ACCEPTED else None
    return page


def _choices(upload: Upload, job: Job | None) -> list[tuple[str, str, int]]:
    """What the rows can be narrowed to: (value, words, count)."""
    sums = {
        UploadRow.Outcome.NEW: upload.new,
        UploadRow.Outcome.KNOWN: upload.known,
        UploadRow.Outcome.DUPLICATE: upload.duplicates,
        UploadRow.Outcome.INVALID: upload.invalid,
        UploadRow.Outcome.BLANK: upload.blank,
    }
    choices = [(outcome.value, str(outcome.label), count) for outcome, count in sums.items() if count]
    if job:
        states = job.rows.values_list("state").annotate(n=Count("pk")).order_by()
        choices += [(state, str(JobRow.State(state).label), count) for state, count in states]
    return choices
