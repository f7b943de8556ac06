"""Jobs: the list, one of them, and what can be done with it."""

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers

from enrichment import jobs
from leads.exports import jobs as export_jobs
from leads.models import Job
from leads.steering import MAY_STEER, may_steer
from prism.api import paging
from prism.api.analyses import analyses_of, analysis_of
from prism.api.door import Door, answer
from prism.api.finding import job_of, told_jobs
from prism.api.job_shapes import (
    CANCELLED_EXAMPLE,
    EXAMPLE,
    JOB,
    JOBS,
    JOBS_EXAMPLE,
    REQUEUED,
)
from prism.api.job_told import told
from prism.api.paging import Order
from prism.api.problems import forbidden, wrong_state
from prism.api.reading import Given, Text, Whole, flag
from prism.api.routes import Route
from prism.api.schema import described

MOST_RESULTS = 100
NEWEST = Order("created_at", id_down=True)
SOMEBODY_ELSES = "This job is somebody else's; a manager may steer it."
Completed = (Job.State.COMPLETED, Job.State.COMPLETED_WITH_ERRORS)


class Asked(Given):
    lists = ("state", "kind")

    state = serializers.ListField(child=serializers.ChoiceField(choices=Job.State.values), required=False)
    kind = serializers.ListField(child=serializers.ChoiceField(choices=Job.Kind.values), required=False)
    mine = flag(help_text="true: started by whoever asks; false: by others")
    limit = Whole(required=False, min_value=1, max_value=paging.MOST, default=paging.USUAL)
    offset = Whole(required=False, min_value=0, max_value=paging.FURTHEST)
    cursor = Text(required=False)


class Jobs(Door):
    """Everybody's, the newest first."""

    needs = {"GET": ("leads.view_job",)}

    @described("Jobs", query=Asked, out={200: (JOBS, JOBS_EXAMPLE)}, problems=(400,))
    def get(self, request):
        given = Asked.of_query(request)
        filters = {name: sorted(given[name]) for name in Asked.lists if name in given} | {"mine": given.get("mine")}
        rows, page = paging.page(_wanted(given, request.user), request, filters, NEWEST)
        return answer({"jobs": told(rows, request, timezone.now()), "pagination": page})


def _wanted(given: dict, user):
    found = told_jobs()
    if "state" in given:
        found = found.filter(state__in=given["state"])
    if "kind" in given:
        found = found.filter(kind__in=given["kind"])
    if "mine" in given:
        found = found.filter(created_by=user) if given["mine"] else found.exclude(created_by=user)
    return found


class AskedOne(Given):
    results = flag(False, help_text="Whether to tell the full analyses, for jobs up to 100 rows")


class OneJob(Door):
    """How far a job is, platform by platform, and when it will be done."""

    needs = {"GET": ("leads.view_job",)}

    @described("A job", query=AskedOne, out={200: (JOB, EXAMPLE)}, problems=(400, 404))
    def get(self, request, job_id):
        given = AskedOne.of_query(request)
        job = job_of(job_id)
        return answer(_one(job, request) | (_results(job) if given["results"] else {}) | _result(job))


def _one(job: Job, request) -> dict:
    return told([job], request, timezone.now())[0]


def _results(job: Job) -> dict:
    rows = list(job.rows.select_related("recording", "job").order_by("position")[: MOST_RESULTS + 1])
    if len(rows) > MOST_RESULTS:
        return {"results": [], "results_truncated": True}
    return {"results": analyses_of(rows), "results_truncated": False}


def _result(job: Job) -> dict:
    """Of a job that one code was asked about with: its analysis."""
    if job.kind != Job.Kind.ANALYZE or job.upload_id is not None:
        return {}
    rows = list(job.rows.select_related("recording").order_by("position")[:2])
    return {"result": analysis_of(rows[0].recording, job)} if len(rows) == 1 else {}


# --- Steering ---------------------------------------------------------------------------------------------------------


class Nothing(Given):
    """No body, or an empty object."""


class RetryFailed(Given):
    include_not_found = flag(False)


class Steering(Door):
    needs = {"POST": (MAY_STEER,)}

    def steered(self, request, job_id: str) -> Job:
        """The job, if this caller may steer it."""
        job = job_of(job_id)
        if not may_steer(request.user, job):
            raise forbidden(detail=SOMEBODY_ELSES)
        return job


class Cancel(Steering):
    """No new call leaves after at most the one in flight. What is done stays."""

    @described(
        "Cancel a job",
        body=Nothing,
        out={200: (JOB, CANCELLED_EXAMPLE)},
        problems=(400, 404, 409, 413, 415, 422),
    )
    def post(self, request, job_id):
        Nothing.of_body(request)
        job = self.steered(request, job_id)
        export = getattr(job, "export", None)
        export_jobs.cancel(export) if export else jobs.cancel(job)
        job.refresh_from_db(fields=["state"])
        if job.state != Job.State.CANCELLED:
            raise wrong_state("This job has ended already.")
        return answer(_one(job_of(job_id), request))


class Resume(Steering):
    """What was cancelled is queued again; what has ended is not asked again."""

    @described(
        "Resume a cancelled job",
        body=Nothing,
        out={202: (JOB, EXAMPLE), 200: (JOB, EXAMPLE)},
        problems=(400, 404, 409, 413, 415, 422),
    )
    def post(self, request, job_id):
        Nothing.of_body(request)
        job = self.steered(request, job_id)
        resumed = _again(job, Job.State.CANCELLED) if hasattr(job, "export") else jobs.resume(job)
        job = job_of(job_id)
        if not resumed and job.state not in Job.OPEN:
            raise wrong_state(_not_resumed(job))
        return answer(_one(job, request), 202 if resumed else 200)


def _not_resumed(job: Job) -> str:
    if job.state == Job.State.FAILED:
        return "This job has failed, and nothing of it is left to resume. What failed can be sent again."
    return "This job has ended already."


class Retry(Steering):
    """What failed is queued again, its attempts counted on."""

    @described(
        "Send failed rows of a job again",
        body=RetryFailed,
        example={"include_not_found": True},
        out={
            202: (REQUEUED, EXAMPLE | {"requeued": 5}),
            200: (REQUEUED, EXAMPLE | {"requeued": 0}),
        },
        problems=(400, 404, 409, 413, 415, 422),
    )
    def post(self, request, job_id):
        given = RetryFailed.of_body(request)
        job = self.steered(request, job_id)
        if job.state == Job.State.CANCELLED:
            raise wrong_state("This job was cancelled. Resume it first.")
        requeued = _send_again(job, **given)
        return answer(_one(job_of(job_id), request) | {"requeued": requeued}, 202 if requeued else 200)


def _send_again(job: Job, include_not_found: bool) -> int:
    if not hasattr(job, "export"):
        return jobs.retry_failed(job, include_not_found=include_not_found)
    return job.export.rows if _again(job, Job.State.FAILED) else 0


def _again(job: Job, state: str) -> bool:
    """Make an export anew that is in this state."""
    with transaction.atomic():
        stands = Job.objects.select_for_update().filter(pk=job.pk, state=state).exists()
        return stands and export_jobs.again(job.export)


def _route(name: str, path: str, door: type[Door], description: str) -> Route:
    return Route(name, f"jobs/{{job_id}}{path}", door, description)


ROUTES = [
    Route("jobs", "jobs", Jobs, "Jobs, the newest first"),
    _route("job", "", OneJob, "How far a job is"),
    _route("job_cancel", "/cancel", Cancel, "Cancel a job"),
    _route("job_resume", "/resume", Resume, "Resume a cancelled job"),
    _route("job_retry_failed", "/retry-failed", Retry, "Send failed rows of a job again"),
]
