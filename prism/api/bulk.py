"""Many codes in one call: those that can be used become a job, the others are told one by one."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from enrichment import jobs, outlook
from leads.intake import take_in_codes
from leads.isrc import Code, read_one
from leads.models import Job, Upload, UploadRow
from prism.api.analyses import analyses_of
from prism.api.bulk_shapes import ASKED, EXAMPLE, FINISHED, FINISHED_EXAMPLE, STARTED
from prism.api.codes import WrittenList
from prism.api.door import Door, answer
from prism.api.problems import Item, Problem, invalid, wrong_state
from prism.api.reading import Given, Seconds, Text, Whole, flag
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import some
from prism.api.totals import totals, youtube_statistics
from prism.api.waiting import later, starting, work_for

MOST_TOLD = 1000  # invalid entries in an answer; the rest stands in errors.csv
OLD_KEY = 10
MOST_RESULTS = 100
MISSING = "Missing required fields: isrcs"
Outcome = UploadRow.Outcome


class Bulk(Given):
    also = {"oneOf": some(isrcs="array", upload_id="integer")}

    isrcs = WrittenList(
        required=False, allow_null=True, help_text="Texts, at least one of them an ISRC; what is none is told apart"
    )
    upload_id = Whole(required=False, min_value=1)
    batch_size = Whole(required=False, min_value=1, max_value=1000, default=10, help_text="A hint only.")
    include_youtube = flag(True)
    force_refresh = flag(False)
    label = Text(required=False, max_length=200)
    wait = Seconds()


@dataclass(frozen=True)
class Taken:
    """What was handed over, in the words of the answer."""

    upload: Upload
    accepted: int
    duplicates: int
    invalid: int
    known: int


class AnalyzeBulk(Door):
    """Analyse a list of ISRCs, or all of an upload. One bad code does not refuse the others.

    With a wait the answer is whole where the work is done by then; else it says where to look.
    """

    needs = {"POST": ("leads.add_job",)}

    @described(
        "Analyse many ISRCs",
        body=Bulk,
        example=ASKED,
        out={200: (FINISHED, FINISHED_EXAMPLE), 202: (STARTED, EXAMPLE)},
        problems=(400, 409, 413, 415, 422),
    )
    def post(self, request):
        given = Bulk.of_body(request)
        with starting():
            taken = _take(given, request.user)
            job = _start(taken.upload, given, request.user)
        work_for(job, given["wait"])
        return _told(job, taken)


# --- What was handed over ---------------------------------------------------------------------------------------------


def _take(given: dict, user) -> Taken:
    entries, upload_id = given.get("isrcs"), given.get("upload_id")
    if entries is None and upload_id is None:
        raise invalid(Item("required", MISSING, "isrcs"), detail=MISSING)
    if entries is not None and upload_id is not None:
        raise invalid(Item("not_both", "Give isrcs or upload_id, not both.", "upload_id"))
    return _listed(entries, given, user) if upload_id is None else _uploaded(upload_id)


def _uploaded(upload_id: int) -> Taken:
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise invalid(Item("unknown", "There is no upload of this id.", "upload_id", value=upload_id))
    if upload.stored_at is None:
        raise wrong_state("This upload is still being stored.")
    if not upload.isrcs:
        raise invalid(Item("none_valid", "This upload holds no ISRC that can be used.", "upload_id", value=upload_id))
    return Taken(upload, upload.isrcs, upload.duplicates, upload.invalid, upload.known)


def _listed(entries: object, given: dict, user) -> Taken:
    _check_list(entries)
    codes = [read_one(entry) for entry in entries]
    if not any(code.isrc for code in codes):
        raise _none_valid(codes)
    taken = take_in_codes(entries, kind=Upload.Kind.API, label=given.get("label", ""), user=user)
    return Taken(taken.upload, taken.isrcs, taken.duplicates, taken.invalid, taken.known)


def _check_list(entries: object) -> None:
    if not isinstance(entries, list):
        raise invalid(Item("not_a_list", "“isrcs” must be a list of texts.", "isrcs"))
    if not entries:
        raise invalid(Item("empty", "“isrcs” is empty.", "isrcs"))
    if len(entries) > (most := settings.MAX_BULK_ISRCS):
        told = f"“isrcs” may hold {most:,} codes; {len(entries):,} were given. Upload a file for more."
        raise invalid(Item("too_many", told, "isrcs"), provided=len(entries), limit=most)


def _none_valid(codes: list[Code]) -> Problem:
    items = [
        Item(code.reason, code.message, f"isrcs.{n}", value=code.value, suggestion=code.suggestion)
        for n, code in enumerate(codes[:MOST_TOLD])
    ]
    shown = [code.value for code in codes[:OLD_KEY]]
    detail = "None of these is an ISRC." if len(codes) > 1 else f"Invalid ISRC: {codes[0].message}"
    return invalid(*items, detail=detail, provided=len(codes), invalid_isrcs=shown)


def _start(upload: Upload, given: dict, user) -> Job:
    asked = {name: given[name] for name in ("include_youtube", "force_refresh")}
    return jobs.start_upload(upload, user, kind=Job.Kind.ANALYZE, label=given.get("label", ""), **asked)


# --- What became of it ------------------------------------------------------------------------------------------------


def _told(job: Job, taken: Taken):
    now = timezone.now()
    at, text = outlook.forecast(job, now)
    provided = taken.accepted + taken.duplicates + taken.invalid
    refused = _invalid(taken.upload)
    body = {
        "job_id": job.pk,
        "status": str(job.state),
        "status_url": f"/api/jobs/{job.pk}",
        "rows_url": f"/api/jobs/{job.pk}/rows",
        "errors_url": f"/api/jobs/{job.pk}/errors.csv",
        "provided": provided,
        "accepted": taken.accepted,
        "duplicates": taken.duplicates,
        "invalid_count": taken.invalid,
        "already_known": taken.known,
        "message": f"{taken.accepted:,} of {provided:,} ISRCs {_verb(job, taken.accepted)}.",
        "invalid": refused,
        "invalid_isrcs": [one["value"] for one in refused[:OLD_KEY]],
        "estimate": {"at": at, "text": text or None},
        "timestamp": now,
    }
    if job.state in Job.OPEN:
        return answer(body, 202, **later(job, (), now))
    body["youtube_statistics"] = youtube_statistics(*outlook.on_youtube(job))
    return answer(body | totals(job, now) | _results(job, taken.accepted))


def _verb(job: Job, accepted: int) -> str:
    one = accepted == 1
    if job.state in Job.OPEN:
        return "is being analysed" if one else "are being analysed"
    return "was analysed" if one else "were analysed"


def _invalid(upload: Upload) -> list[dict]:
    cells = upload.cells.filter(outcome=Outcome.INVALID).order_by("position")[:MOST_TOLD]
    return list(map(_entry, cells.only("position", "value", "reason", "message", "suggestion")))


def _entry(cell: UploadRow) -> dict:
    return {
        "position": cell.position,
        "value": cell.value,
        "reason": cell.reason,
        "message": cell.message,
        "suggestion": cell.suggestion or None,
    }


def _results(job: Job, accepted: int) -> dict:
    if accepted > MOST_RESULTS:
        return {"results": [], "results_truncated": True}
    rows = job.rows.select_related("recording", "job").order_by("position")
    return {"results": analyses_of(list(rows)), "results_truncated": False}


ROUTES = [Route("analyze_bulk", "analyze-bulk", AnalyzeBulk, "Analyse many ISRCs")]
