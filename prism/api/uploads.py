"""Spreadsheets of ISRCs over the API: handed in, looked at again, and what in them is no code."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import MultiPartParser

from enrichment import jobs
from leads.intake import Taken
from leads.models import Job, Upload
from leads.sent_files import take_in_sent
from leads.spreadsheets import Unreadable
from leads.spreadsheets.results import LARGEST_FILE, MEGABYTE
from prism.api.door import Door, answer
from prism.api.errors_csv import AS_CSV, errors_csv
from prism.api.finding import upload_of
from prism.api.problems import Item, Problem, forbidden, invalid
from prism.api.reading import Given, Text, check_characters, flag
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.upload_refusals import as_problem
from prism.api.upload_shapes import (
    STARTED,
    STARTED_EXAMPLE,
    TAKEN,
    TAKEN_EXAMPLE,
    UPLOAD,
    UPLOAD_EXAMPLE,
)
from prism.api.upload_told import codes, told
from prism.api.waiting import starting

BESIDE_THE_FILE = 3 * MEGABYTE  # of a form
NO_FILE = "No file was sent: it belongs into the form field “file”, with its name."
OTHERWISE = "This file was taken in before and stands as it was read then: {given} of this request changed nothing."
DELIMITERS = (",", ";", "|", "tab")
MEDIA_TYPE = "multipart/form-data"


class SpreadsheetForm(MultiPartParser):
    """A form that cannot hold a file we would read is refused by its length, before it is stored anywhere."""

    def parse(self, stream, media_type=None, parser_context=None):
        said = parser_context["request"].META.get("CONTENT_LENGTH") or ""
        length = int(said) if said.isdecimal() else 0
        if length > LARGEST_FILE + BESIDE_THE_FILE:
            told = f"The request has {length / MEGABYTE:.1f} MB; a file may have up to {LARGEST_FILE // MEGABYTE} MB."
            raise Problem(413, "too_large", "Too large", told, limit=LARGEST_FILE, found=length)
        return super().parse(stream, media_type, parser_context)


@extend_schema_field({"type": "string", "format": "binary", "description": "CSV, TSV, TXT, XLSX, XLS or ODS"})
class Sheet(serializers.FileField):
    """A file of any content, judged by its reader."""

    default_error_messages = {"required": NO_FILE, "no_name": NO_FILE, "invalid": NO_FILE}

    def __init__(self):
        super().__init__(allow_empty_file=True)


class Form(Given):
    lists = ("column",)

    file = Sheet()
    encoding = Text(required=False, max_length=40, help_text="Detected when left out")
    delimiter = serializers.ChoiceField(DELIMITERS, required=False, help_text="Detected when left out")
    sheet = Text(required=False, max_length=100, help_text="A name, or a number from 1; all of them when left out")
    column = serializers.ListField(
        child=Text(max_length=200),
        required=False,
        max_length=200,
        help_text="A header, letter or number from 1; detected when left out",
    )
    process = flag(False, help_text="Whether to start the analysis")
    include_youtube = flag(True)
    force_refresh = flag(False)
    label = Text(required=False, max_length=200)

    @classmethod
    def of_form(cls, request) -> dict:
        """The checked values of the form's fields, each once but the lists; Problem 400 otherwise."""
        form = request.data
        if doubled := [name for name in form if name not in cls.lists and len(form.getlist(name)) > 1]:
            raise invalid(*(Item("given_twice", f"“{name}” stands more than once.", name) for name in doubled))
        given = {name: [*filter(None, form.getlist(name))] if name in cls.lists else form[name] for name in form}
        check_characters({name: value for name, value in given.items() if isinstance(value, str | list)})
        return cls._checked(given, "unknown_parameter")

    @staticmethod
    def overrides(given: dict) -> dict:
        """How the sender wants the file to be read."""
        named = {name: given.get(name) for name in ("encoding", "delimiter", "sheet")}
        return {name: value for name, value in (named | {"columns": given.get("column")}).items() if value}


class UploadIsrcs(Door):
    """A spreadsheet of ISRCs is read and kept, and with `process` its codes are analysed.

    The same bytes again are the same upload, whoever sends them. Cells that are no code are told one by one.
    """

    needs = {"POST": ("leads.add_upload",)}
    parser_classes = [SpreadsheetForm]

    @described(
        "Hand in a spreadsheet",
        body=Form,
        body_type=MEDIA_TYPE,
        out={200: (TAKEN, TAKEN_EXAMPLE), 202: (STARTED, STARTED_EXAMPLE)},
        problems=(400, 409, 413, 415, 422),
    )
    def post(self, request):
        if not (request.content_type or "").lower().startswith(MEDIA_TYPE):
            raise UnsupportedMediaType(request.content_type or "")
        given = Form.of_form(request)
        if given["process"] and not request.user.has_perm("leads.add_job"):
            raise forbidden()
        taken = _take(given, request.user)
        job = _start(taken.upload, given, request.user) if given["process"] else None
        body = told(taken.upload, job, known=taken.known) | {"isrcs": codes(taken.upload)}
        body |= {"same_file": taken.same_file, "notices": [*body["notices"], *_notices(taken, given)]}
        if job is None:
            return answer(body)
        return answer(body | {"status": job.state}, 202, Location=body["status_url"], Retry_After="5")


def _take(given: dict, user) -> Taken:
    file = given["file"]
    try:
        return take_in_sent(file, user=user, overrides=Form.overrides(given), barren=False)
    except Unreadable as trouble:
        raise as_problem(trouble, file.name)


def _start(upload: Upload, given: dict, user) -> Job:
    asked = {name: given[name] for name in ("include_youtube", "force_refresh")}
    with starting():
        return jobs.start_upload(upload, user, label=given.get("label", ""), **asked)


def _notices(taken: Taken, given: dict) -> list[str]:
    """What was read once is not read again in another way."""
    stands = taken.upload.overrides
    other = [name for name, value in Form.overrides(given).items() if stands.get(name) != value]
    return [OTHERWISE.format(given=", ".join(other))] if taken.same_file and other else []


class Asked(Given):
    isrcs = flag(False, help_text="Whether to tell the codes")


class OneUpload(Door):
    """What an upload came to, who handed it in and when."""

    needs = {"GET": ("leads.view_upload",)}

    @described("An upload", query=Asked, out={200: (UPLOAD, UPLOAD_EXAMPLE)}, problems=(400, 404))
    def get(self, request, upload_id):
        given = Asked.of_query(request)
        upload = upload_of(upload_id)
        newest = upload.jobs.filter(kind__in=Job.OF_UPLOADS).order_by("-created_at", "-id").first()
        who = {
            "uploaded_by": upload.uploaded_by.username if upload.uploaded_by else None,
            "uploaded_at": upload.created_at,
        }
        return answer(told(upload, newest) | who | ({"isrcs": codes(upload)} if given["isrcs"] else {}))


class Errors(Door):
    """Cells that are no code, or one that stood further up, to mend and send again."""

    needs = {"GET": ("leads.view_upload",)}

    @described("An upload's errors as CSV", out=AS_CSV, problems=(400, 404))
    def get(self, request, upload_id):
        Given.of_query(request)
        upload = upload_of(upload_id)
        return errors_csv(upload, upload.filename)


ROUTES = [
    Route("upload_isrcs", "upload-isrcs", UploadIsrcs, "Hand in a spreadsheet of ISRCs"),
    Route("upload", "uploads/{upload_id}", OneUpload, "What an upload came to"),
    Route("upload_errors", "uploads/{upload_id}/errors.csv", Errors, "Cells that are no code, as CSV"),
]
