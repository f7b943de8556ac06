"""One code asked about at once: the body of what is known, and what is still waited for."""

import time

from django.utils import timezone

from enrichment.peek import peek
from enrichment.single import ask_about_code
from leads.isrc import Code
from prism.api.analyses import analysis_of, peeked
from prism.api.analyses.shapes import ANALYSIS, EXAMPLE, PENDING_EXAMPLE
from prism.api.codes import Written, no_code, the_code
from prism.api.door import Door, answer
from prism.api.reading import Given, Seconds, flag
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.waiting import later, seat, starting, work_for

ASKED = {"isrc": "NZABC2100001", "save_to_db": True, "include_youtube": True, "force_refresh": False, "wait": 20}


class Analysis(Given):
    isrc = Written()
    save_to_db = flag(True)
    include_youtube = flag(True)
    force_refresh = flag(False)
    wait = Seconds()

    @classmethod
    def of_body(cls, request, **context) -> dict:
        if request.data.get("isrc") in (None, ""):
            raise no_code()
        return super().of_body(request, **context)


class AnalyzeIsrc(Door):
    """Who made the recording, what is known of them and what they score as a lead: asked now, within `wait` seconds.

    What is within its freshness is not asked again. Without save_to_db nothing is kept but the record of calls.
    """

    needs = {"POST": ("leads.add_job",)}

    @described(
        "Analyse one ISRC",
        body=Analysis,
        example=ASKED,
        out={200: (ANALYSIS, EXAMPLE), 202: (ANALYSIS, PENDING_EXAMPLE)},
        problems=(400, 409, 413, 415, 422),
    )
    def post(self, request):
        began = time.monotonic()
        given = Analysis.of_body(request)
        code = the_code(given["isrc"])
        if not given["save_to_db"]:
            return answer(_look(code, given, began))
        return _ask(request, code, given, began)


def _look(code: Code, given: dict, began: float) -> dict:
    with seat() as taken:
        wait = given["wait"] if taken else 0.0
        found = peek(code.isrc, include_youtube=given["include_youtube"], wait=wait)
    return peeked(found, include_youtube=given["include_youtube"], seconds=time.monotonic() - began)


def _ask(request, code: Code, given: dict, began: float):
    with_key = "HTTP_IDEMPOTENCY_KEY" in request.META
    asked = {name: given[name] for name in ("include_youtube", "force_refresh")}
    with starting():
        job = ask_about_code(code.isrc, request.user, join=not with_key, **asked)
    waited = work_for(job, given["wait"])
    recording = job.rows.select_related("recording").get().recording
    body = analysis_of(recording, job, waited=waited, seconds=time.monotonic() - began)
    if body["status"] != "pending":
        return answer(body)
    return answer(body, 202, **later(job, body["pending"], timezone.now()))


ROUTES = [Route("analyze_isrc", "analyze-isrc", AnalyzeIsrc, "Analyse one ISRC at once")]
