"""The rows of a job, in the order of the file, and those that came to nothing as a file."""

from django.http import FileResponse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enrichment import row_standings
from enrichment.kinds import PLATFORMS
from leads import job_lines
from leads.exports import jobs as export_jobs
from leads.exports.making import FORMS
from leads.job_lines import Line
from leads.models import Export, Job
from prism.api import paging
from prism.api.door import Door, answer
from prism.api.errors_csv import AS_CSV, errors_csv
from prism.api.finding import job_of
from prism.api.job_shapes import ROWS, ROWS_EXAMPLE
from prism.api.paging import Order
from prism.api.problems import forbidden, not_found, wrong_state
from prism.api.reading import Given, Text, Whole
from prism.api.routes import Route
from prism.api.schema import described

IN_FILE_ORDER = Order("position", down=False)
A_FILE = {"type": "string", "format": "binary"}
NOT_YET = "This export is not ready yet."
WENT_WRONG = {Job.State.CANCELLED: "This export was cancelled.", Job.State.FAILED: "This export could not be made."}


@extend_schema_field({"type": "string", "pattern": f"^({'|'.join(PLATFORMS)}):({'|'.join(row_standings.STATES)})$"})
class PlatformState(Text):
    """A platform and how it stands with a row, as in youtube:waiting."""

    default_error_messages = {
        "not_a_pair": "Write it as platform:state, for instance youtube:waiting.",
        "platform": "There is no platform “{value}”; there are {allowed}.",
        "state": "A platform has no state “{value}”; there are {allowed}.",
    }

    def to_internal_value(self, data) -> tuple[str, str]:
        platform, colon, state = super().to_internal_value(data).partition(":")
        if not colon:
            self.fail("not_a_pair")
        for name, given, allowed in (("platform", platform, PLATFORMS), ("state", state, row_standings.STATES)):
            if given not in allowed:
                self.fail(name, value=given[:40], allowed=", ".join(allowed))
        return platform, state


class Asked(Given):
    lists = ("state",)

    state = serializers.ListField(child=serializers.ChoiceField(choices=job_lines.STATES), required=False)
    platform_state = PlatformState(required=False, help_text="As in youtube:waiting")
    limit = Whole(required=False, min_value=1, max_value=paging.MOST, default=paging.USUAL)
    offset = Whole(required=False, min_value=0, max_value=paging.FURTHEST)
    cursor = Text(required=False)


class Rows(Door):
    """All rows but blank ones, in the order of the file, with what each came to."""

    needs = {"GET": ("leads.view_job",)}

    @described("The rows of a job", query=Asked, out={200: (ROWS, ROWS_EXAMPLE)}, problems=(400, 404))
    def get(self, request, job_id):
        given = Asked.of_query(request)
        job = job_of(job_id)
        filters = {"job": job.pk, "state": sorted(given.get("state", ())), "stands": given.get("platform_state")}
        rows, page = paging.page(_wanted(job, given), request, filters, IN_FILE_ORDER)
        return answer({"rows": _told(job, job_lines.lines(job, rows)), "pagination": page})


def _wanted(job: Job, given: dict):
    states = given.get("state", ())
    if "platform_state" not in given:
        return job_lines.rows_of(job, states)
    asked = row_standings.having(job, *given["platform_state"])
    return job_lines.rows_of(job, states, job.rows.values("pk") if asked is None else asked)


def _told(job: Job, lines: list[Line]) -> list[dict]:
    stands = row_standings.of_rows(job, [line.asked.pk for line in lines if line.asked])
    return [_row(line, stands.get(line.asked.pk, {}) if line.asked else {}) for line in lines]


def _row(line: Line, stands: dict[str, row_standings.Stands]) -> dict:
    artist = line.artist
    return {
        "position": line.position,
        "row": line.row,
        "value": line.value,
        "isrc": line.recording.isrc if line.recording else None,
        "state": line.state,
        "reason": line.reason or None,
        "message": line.message or None,
        "suggestion": line.suggestion or None,
        "until": line.until,
        "artist_id": artist.pk if artist else None,
        "artist_name": artist.name if artist else None,
        "title": (line.recording.title or None) if line.recording else None,
        "lead_tier": artist.standing_tier if artist else None,
        "total_score": artist.total_score if artist else None,
        "attempts": max((one.attempts for one in stands.values()), default=0),
        "platforms": {name: {"state": one.state} for name, one in stands.items()},
        "updated_at": line.updated_at,
    }


# --- Files ------------------------------------------------------------------------------------------------------------


class Errors(Door):
    """Rows that could not be used, were not found, failed or were cancelled, to mend and send again."""

    needs = {"GET": ("leads.view_job",)}

    @described("A job's errors as CSV", out=AS_CSV, problems=(400, 404))
    def get(self, request, job_id):
        Given.of_query(request)
        job = job_of(job_id)
        return errors_csv(job, job.label or job.pk)


class File(Door):
    """The finished export, for as long as it is kept: one's own, or with the permission everybody's."""

    needs = {"GET": ("leads.export_artist",)}

    @described(
        "The file of an export",
        out={(200, one.content_type.partition(";")[0]): (A_FILE, None) for one in FORMS.values()},
        problems=(400, 404, 409),
    )
    def get(self, request, job_id):
        Given.of_query(request)
        export = _export_of(job_of(job_id), request.user)
        path = export_jobs.path_of(export)
        try:
            content = path and path.open("rb")
        except FileNotFoundError:  # its time was up between the two
            content = None
        if content is None:
            raise _no_file(export.job)
        reply = FileResponse(content, content_type=FORMS[export.format].content_type)
        reply["Content-Disposition"] = content_disposition_header(True, export.filename)
        return reply


def _export_of(job: Job, user) -> Export:
    export = getattr(job, "export", None)
    if export is None:
        raise not_found("This job is no export.")
    if job.created_by_id != user.pk and not user.has_perm("leads.manage_export"):
        raise forbidden(detail="This export is somebody else's.")
    return export


def _no_file(job: Job):
    if job.state in Job.OPEN:
        return wrong_state(NOT_YET)
    if job.state in WENT_WRONG:
        return wrong_state(WENT_WRONG[job.state])
    return not_found("The file of this export has expired.")


ROUTES = [
    Route("job_rows", "jobs/{job_id}/rows", Rows, "The rows of a job and what each came to"),
    Route("job_errors", "jobs/{job_id}/errors.csv", Errors, "Rows that came to nothing, as CSV"),
    Route("job_file", "jobs/{job_id}/file", File, "The file of a finished export"),
]
