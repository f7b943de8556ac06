"""POST /api/export: leads as CSV, a workbook, JSON or paper; the same rows in the same order as the list."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leads.exports import as_pdf, jobs
from leads.exports.columns import COLUMNS, UnknownColumn
from leads.exports.making import FORMS, filename, pieces
from leads.exports.order import MOST_IDS, NothingMatches, Order, Prepared, TooLarge, prepare
from leads.filters import Refused, fields
from leads.models import Export
from outreach.permission import contacts_to_hand_out, usable_contacts
from prism.api.door import Door, answer
from prism.api.export_shapes import (
    AT_ONCE,
    CSV_EXAMPLE,
    EXCEL,
    FILE,
    GIVEN_EXAMPLE,
    LATER,
    LATER_EXAMPLE,
)
from prism.api.lead_filters import GIVEN, as_problem
from prism.api.problems import Item, Problem, invalid, not_found
from prism.api.reading import Given, Text, flag
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.writing import prefers

FORMATS = ("csv", "excel", "xlsx", "json", "pdf")
SOON = 5  # seconds after which it is worth looking whether the file is there
IDS = {
    "type": "array",
    "maxItems": MOST_IDS,
    "items": {"type": "integer", "minimum": 0, "maximum": fields.LARGEST_ID},
}


@extend_schema_field(GIVEN)
class Filters(serializers.DictField):
    """The filters of the list, not judged yet."""


@extend_schema_field(IDS)
class Ids(serializers.Field):
    """Ids of leads, not judged yet: ten thousand of them, or none, which is not everybody."""

    expects = "it is a list of ids"
    default_error_messages = {"not_a_list": expects}

    def to_internal_value(self, data) -> list:
        return data if isinstance(data, list) else self.fail("not_a_list")


@extend_schema_field({"type": "string", "enum": list(COLUMNS)})
class Column(Text):
    """The name of a column, or its title; not judged yet."""


class Wanted(Given):
    format = serializers.ChoiceField(choices=FORMATS, required=False, default="csv")
    filters = Filters(required=False)
    ids = Ids(required=False, help_text="Where filters are given, too, both must hold")
    fields = serializers.ListField(child=Column(), required=False, max_length=200, help_text="Names of columns")
    include_youtube = flag(True)
    include_youtube_data = flag(True)
    download = flag(False)


class Exports(Door):
    """A file, or with many leads the job that makes it. Every export is on record: by whom, which leads, how many."""

    needs = {"POST": ("leads.export_artist",)}
    reads = ("POST",)

    @described(
        "Export leads",
        body=Wanted,
        example=GIVEN_EXAMPLE,
        out={
            200: (AT_ONCE, CSV_EXAMPLE),
            (200, "text/csv"): (FILE, None),
            (200, EXCEL): (FILE, None),
            (200, "application/pdf"): (FILE, None),
            202: (LATER, LATER_EXAMPLE),
        },
        problems=(400, 404, 409, 413, 415, 422),
    )
    def post(self, request):
        given = Wanted.of_body(request)
        prepared = _prepared(given, request.user)
        if prepared.format == Export.Format.PDF and (why := as_pdf.unavailable()):
            raise _no_pdf(why)
        if not prepared.at_once:
            return _later(jobs.start(prepared, request.user, Export.Door.API), prepared)
        as_file = given["download"] or prefers(request, "text/csv")
        if prepared.format == Export.Format.CSV and not as_file:
            return _csv_in_json(prepared, request.user)
        return _file(prepared, request.user)


def _prepared(given: dict, user) -> Prepared:
    order = Order(
        format=given["format"],
        filters=given.get("filters", {}),
        ids=given.get("ids"),
        fields=given.get("fields", ()),
        include_youtube=given["include_youtube"] and given["include_youtube_data"],
    )
    try:
        return prepare(order, user=user, usable=usable_contacts)
    except Refused as refused:
        ours = any(one.field == "ids" and one.code != "unknown_parameter" for one in refused.problems)
        raise as_problem(refused, within="" if ours else "filters")
    except UnknownColumn as unknown:
        raise _no_column(unknown.args[0])
    except NothingMatches as nothing:
        raise not_found(str(nothing))
    except TooLarge as trouble:
        limit = {"limit": settings.EXPORT_PDF_ROWS} if given["format"] == Export.Format.PDF else {}
        raise Problem(413, "too_large", "Too large", str(trouble), **limit)


def _no_column(names: Sequence) -> Problem:
    allowed = tuple(COLUMNS)
    told = [(name, f"There is no column “{fields.shown(name)}”.") for name in names]
    return invalid(*(Item("unknown_value", words, "fields", value=name, allowed=allowed) for name, words in told))


def _no_pdf(why: str) -> Problem:
    return Problem(503, "pdf_unavailable", "No PDFs here", why)


def _csv_in_json(prepared: Prepared, user):
    text = b"".join(pieces(prepared, contacts_to_hand_out, bom=False)).decode()
    export = jobs.record(prepared, user, Export.Door.API)
    return answer({"csv_data": text, "filename": export.filename, **_told(prepared)})


def _file(prepared: Prepared, user) -> HttpResponse:
    """Whole, so that nothing breaks off in the midst, and a repeated key gets the same."""
    content = b"".join(pieces(prepared, contacts_to_hand_out))
    export = jobs.record(prepared, user, Export.Door.API)
    response = HttpResponse(content, content_type=FORMS[prepared.format].content_type)
    response["Content-Disposition"] = content_disposition_header(True, export.filename)
    response["X-Missing-Count"] = str(len(prepared.missing))
    return response


def _later(export: Export, prepared: Prepared):
    url, count = f"/api/jobs/{export.job_id}", prepared.about.count
    told = {
        "job_id": export.job_id,
        "status": "queued",
        "status_url": url,
        "file_url": f"{url}/file",
        "filename": filename(prepared.format, prepared.about.made_at),
        "message": f"{count:,} leads are too many to wait for: a worker makes the file.",
        **_told(prepared),
    }
    return answer(told, 202, Location=url, Retry_After=str(SOON))


def _told(prepared: Prepared) -> dict:
    about = prepared.about
    return {
        "count": about.count,
        "includes_youtube_data": about.includes_youtube,
        "filters_applied": about.filters,
        "missing_ids": prepared.missing,
        "generated_at": about.made_at,
    }


ROUTES = [Route("export", "export", Exports, "Leads as CSV, Excel, JSON or PDF")]
