"""POST /api/upload-isrcs and GET /api/uploads/{id}: files read and kept, or refused with what is wrong."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leads.models import Job, Recording, Upload
from leads.spreadsheets import containers
from leads.spreadsheets.results import LARGEST_FILE
from tests.api.callers import person, token_of
from tests.api.calling import Caller, checked
from tests.factories import UploadFactory
from tests.leads.sheets import ods, xls, xlsx, zipped

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = "NZAAA2600001", "NZAAA2600002", "NZBBB2600001"
FEW = f"ISRC\n{ONE}\n{TWO}\n".encode()
# Codes, the same twice, one that is none, and a row that is blank in the column of codes.
MIXED = [["Title", "ISRC"], ["a", ONE], ["b", "nz-aaa-26-00001"], ["c", "NZAAA26O0001"], ["d", ""], ["e", TWO]]


def sent(api, name, content, **fields):
    form = {name: value for name, value in fields.items() if value is not None}
    if content is not None:
        form["file"] = SimpleUploadedFile(name, content)
    return checked(api.client.post("/api/upload-isrcs", form, headers=api.headers))


def taken(api, name, content, status=200, **fields):
    answer = sent(api, name, content, **fields)
    assert answer.status_code == status, answer.content
    return answer.json()


def refused(api, status, kind, name, content, **fields):
    answer = sent(api, name, content, **fields)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:prism:problem:{kind}"), answer.content
    assert not Upload.objects.exists() and not Recording.objects.exists()
    return answer.json()


# --- Taken ------------------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_cell_by_cell(api, analyst):
    body = taken(api, "catalogue.xlsx", xlsx(*MIXED))
    counts = ("rows", "cells", "count", "duplicates", "invalid_count", "blank", "already_known")
    assert [body[name] for name in counts] == [5, 5, 2, 1, 1, 1, 0]
    assert (body["isrcs"], body["same_file"], body["job_id"]) == ([ONE, TWO], False, None)
    assert body["message"] == "2 ISRCs found in 5 rows."
    assert body["invalid"] == [
        {"row": 4, "sheet": "Catalogue", "column": "ISRC", "value": "NZAAA26O0001", "reason": "letter_among_digits",
         "message": body["invalid"][0]["message"], "suggestion": "NZAAA2600001"}
    ]  # fmt: skip
    assert Upload.objects.get().uploaded_by == analyst and not Job.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.csv", FEW, "csv"),
        ("a.tsv", FEW.replace(b"\n", b"\tx\n"), "tsv"),
        ("A.TXT", FEW.decode().encode("utf-16"), "txt"),
        ("a.xlsx", xlsx(["ISRC"], [ONE], [TWO]), "xlsx"),
        ("a.xls", xls(["ISRC"], [ONE], [TWO]), "xls"),
        ("a.ods", ods(["ISRC"], [ONE], [TWO]), "ods"),
        ("C:\\files\\a.csv", FEW, "csv"),
    ],
)
def test_all_formats_are_read(api, name, content, format):
    body = taken(api, name, content)
    assert (body["isrcs"], body["detected"]["format"]) == ([ONE, TWO], format)
    assert body["filename"] == name.rpartition("\\")[2]


def test_a_name_that_is_not_utf8_is_repaired(api):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="caf\xe9.csv"\r\n\r\n'
    form = {"content_type": "multipart/form-data; boundary=x", "headers": api.headers}
    answer = checked(api.client.generic("POST", "/api/upload-isrcs", head + FEW + b"\r\n--x--\r\n", **form))
    assert (answer.status_code, answer.json()["filename"], answer.json()["isrcs"]) == (200, "caf\ufffd.csv", [ONE, TWO])


def test_the_sender_says_how_to_read(api):
    book = xlsx(["ISRC", "Other"], [ONE, TWO], Second=[["ISRC"], [THREE]])
    assert taken(api, "a.xlsx", book, sheet="Second")["isrcs"] == [THREE]
    text = f"code;other\n{ONE};{TWO}\n".encode("utf-16-le")
    body = taken(api, "a.csv", text, column=["code", "2"], delimiter=";", encoding="utf-16-le")
    assert (body["isrcs"], body["detected"]["delimiter"], body["detected"]["encoding"]) == (
        [ONE, TWO],
        ";",
        "utf-16-le",
    )


def test_the_same_bytes_are_the_same_upload(client, api):
    first = taken(api, "a.csv", FEW)
    other = Caller(client, person("Manager"))
    second = taken(other, "b.csv", FEW, sheet="1")
    assert (second["same_file"], second["upload_id"], second["filename"]) == (True, first["upload_id"], "a.csv")
    assert second["already_known"] == 2 and "sheet of this request changed nothing" in second["notices"][0]
    assert Upload.objects.count() == 1


def test_a_file_is_told_with_all_its_codes(api, monkeypatch):
    monkeypatch.setattr("prism.api.upload_told.MOST_TOLD", 1)
    codes = [f"NZAAA26{n:05d}" for n in range(1200)]
    body = taken(api, "a.csv", "\n".join(["ISRC", "no", "neither", *codes]).encode())
    assert (body["isrcs"], body["invalid_count"], len(body["invalid"])) == (codes, 2, 1)


def test_a_large_file_arrives_by_way_of_the_disk(api, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    assert taken(api, "a.csv", FEW)["count"] == 2


# --- And analysed -----------------------------------------------------------------------------------------------------


def test_the_analysis_is_started_when_told(api, stub, analyst):
    answer = sent(api, "a.csv", FEW, process="true", label="August", include_youtube="false", force_refresh="1")
    body, job = answer.json(), Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (202, f"/api/jobs/{job.pk}")
    assert (body["job_id"], body["status_url"], body["status"]) == (job.pk, f"/api/jobs/{job.pk}", job.state)
    assert (job.kind, job.label, job.include_youtube, job.force_refresh) == ("upload", "August", False, True)
    assert (job.upload_id, job.created_by, job.rows.count()) == (body["upload_id"], analyst, 2)


def test_a_job_under_way_is_joined(api, stub):
    first, second = (taken(api, "a.csv", FEW, 202, process="1")["job_id"] for _ in range(2))
    assert first == second


def test_a_full_queue_is_told_and_the_file_kept(api, stub, settings):
    settings.QUEUE_MAX_ROWS = 1
    answer = sent(api, "a.csv", FEW, process="true")
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:prism:problem:queue_full")
    assert int(answer["Retry-After"]) > 0 and not Job.objects.exists()
    assert taken(api, "a.csv", FEW)["same_file"]


def test_who_may_only_hand_in_starts_nothing(client, django_user_model):
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("intake", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="add_upload"))
    refused(Caller(client, user), 403, "forbidden", "a.csv", FEW, process="true")
    assert taken(Caller(client, user), "a.csv", FEW)["count"] == 2


def test_one_key_takes_in_once(api, stub):
    def ask(content):
        form = {"file": SimpleUploadedFile("a.csv", content), "process": "true"}
        headers = {**api.headers, "idempotency-key": "august"}
        return api.client.post("/api/upload-isrcs", form, headers=headers)

    first, again, other = ask(FEW), ask(FEW), ask(FEW + b"NZAAA2600003\n")
    assert (again["Idempotency-Replayed"], again.content) == ("true", first.content)
    assert again["Location"] == first["Location"]
    assert (other.status_code, Upload.objects.count()) == (422, 1)


# --- Refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "file"),
        ({"file": "a,b,c"}, "file"),
        ({"file": [SimpleUploadedFile("a.csv", FEW), SimpleUploadedFile("b.csv", FEW)]}, "file"),
        ({"upload": SimpleUploadedFile("a.csv", FEW)}, "upload"),
    ],
)
def test_without_one_file_nothing_is_read(api, fields, field):
    answer = checked(api.client.post("/api/upload-isrcs", fields, headers=api.headers))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_a_file_without_a_name_is_none(api):
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\nISRC\r\n--x--\r\n'
    media = "multipart/form-data; boundary=x"
    answer = checked(api.client.generic("POST", "/api/upload-isrcs", form, media, headers=api.headers))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "file")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"process": "perhaps"}, "process"),
        ({"delimiter": "x"}, "delimiter"),
        ({"label": "x" * 201}, "label"),
        ({"wait": "5"}, "wait"),
        ({"sheet": ["1", "2"]}, "sheet"),
        ({"encoding": "\0"}, "encoding"),
    ],
)
def test_what_cannot_be_used_of_the_form_is_named(api, fields, field):
    kind = "unknown_parameter" if field == "wait" else "validation"
    assert refused(api, 400, kind, "a.csv", FEW, **fields)["errors"][0]["field"] == field


def test_unknown_formats_are_refused_with_those_there_are(api):
    body = refused(api, 400, "validation", "notes.docx", FEW)
    assert body["supported_formats"] == ["csv", "tsv", "txt", "xlsx", "xls", "ods"]
    refused(api, 400, "validation", "isrcs", FEW)


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"sheet": "June"}, ["Catalogue", "Second"]),
        ({"column": "Code"}, ["ISRC"]),
        ({"encoding": "klingon"}, None),
    ],
)
def test_a_wrong_choice_is_told_with_those_there_are(api, fields, allowed):
    name, content = ("a.xlsx", xlsx(["ISRC"], [ONE], Second=[["x"]])) if allowed else ("a.csv", FEW)
    body = refused(api, 400, "validation", name, content, **fields)
    assert set(allowed or ["utf-8", "utf-16", "cp1252", "latin-1"]) <= set(body["allowed"])


def test_bytes_that_are_not_of_the_encoding_are_refused(api):
    assert (
        "utf-8" in refused(api, 400, "validation", "a.csv", "ISRC\n\xff".encode("latin-1"), encoding="utf-8")["detail"]
    )


def test_without_any_code_the_first_wrong_ones_are_told(api):
    content = "ISRC\n" + "\n".join(f"wrong {n}" for n in range(12))
    body = refused(api, 400, "validation", "a.csv", content.encode())
    assert (body["filename"], len(body["invalid"]), body["detected"]["columns"]) == ("a.csv", 10, ["ISRC"])
    assert body["invalid"][0]["row"] == 2
    refused(api, 400, "validation", "a.csv", b"Artist,Title\nExample Trio,Harbour Light\n")
    refused(api, 400, "validation", "a.csv", b"")


def test_a_file_without_codes_that_the_desk_keeps_is_refused_here(api, tmp_path):
    from leads.intake import take_in

    path = tmp_path / "a.csv"
    path.write_bytes(b"ISRC\nwrong\n")
    take_in(path, "a.csv")
    answer = sent(api, "a.csv", b"ISRC\nwrong\n")
    assert (answer.status_code, answer.json()["invalid"][0]["value"]) == (400, "wrong")


@pytest.mark.parametrize(
    ("name", "content", "limit"),
    [
        ("a.csv", b"x" * (LARGEST_FILE + 1), LARGEST_FILE),
        ("a.csv", b"x" * (LARGEST_FILE + 4 * 1024 * 1024), LARGEST_FILE),
        ("a.csv", b"ISRC" + b",x" * 200 + b"\nNZAAA2600001" + b",1" * 200, 200),
        ("a.csv", b"ISRC" + b",x" * 200 + b"\nNZAAA2600001", 200),
        ("a.csv", b"ISRC\n" + b"NZAAA2600001\n" * 200_001, 200_000),
    ],
    ids=["file", "form", "columns", "headers", "rows"],
)
def test_what_is_too_large_names_its_limit(api, name, content, limit):
    assert refused(api, 413, "too_large", name, content)["limit"] == limit


def test_a_header_too_wide_is_refused_with_both_widths(api):
    body = refused(api, 413, "too_large", "a.csv", b"ISRC" + b",x" * 250 + b"\nNZAAA2600001")
    assert body["detail"] == "This file has 251 columns; up to 200 can be read."
    assert (body["found"], body["limit"], body["errors"][0]["code"]) == (251, 200, "too_many_columns")


def test_a_workbook_that_unpacks_to_too_much_is_too_large(api, monkeypatch):
    monkeypatch.setattr(containers, "MOST_UNPACKED", 100)
    with pytest.raises(containers.Unreadable) as trouble:
        containers.check(xlsx(["ISRC"], [ONE]), "a.xlsx")
    assert (trouble.value.reason, trouble.value.limit) == ("too_large", 100)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", xlsx(["ISRC"], [ONE])[:900]),
        ("a.xlsx", FEW),
        ("a.csv", xlsx(["ISRC"], [ONE])),
        ("a.xlsx", zipped({"[Content_Types].xml": "", "xl/workbook.xml": b"0" * 5_000_000})),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")),
    ],
    ids=["damaged", "not what it says", "a workbook as text", "a bomb", "with a password"],
)
def test_what_cannot_be_read_is_told(api, name, content):
    assert refused(api, 422, "unreadable_file", name, content)["errors"][0]["field"] == "file"


@pytest.mark.parametrize("media", ["application/json", "text/csv", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize("content", [b"{}", b""])
def test_only_forms_are_read(api, media, content):
    answer = checked(api.client.generic("POST", "/api/upload-isrcs", content, media, headers=api.headers))
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:prism:problem:unsupported_media_type")


def test_a_broken_form_is_refused(api):
    for media, content in [
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
    ]:
        answer = checked(api.client.generic("POST", "/api/upload-isrcs", content, media, headers=api.headers))
        assert answer.status_code == 400


# --- Looked at again --------------------------------------------------------------------------------------------------


def test_an_upload_is_told_again(api, analyst, stub):
    body = taken(api, "a.xlsx", xlsx(*MIXED), 202, process="true")
    again = api.get(f"/api/uploads/{body['upload_id']}").json()
    same = (body.keys() & again.keys()) - {"status"}
    assert {name: again[name] for name in same} == {name: body[name] for name in same}
    assert (again["uploaded_by"], "isrcs" in again) == ("analyst", False)
    assert api.get(f"/api/uploads/{body['upload_id']}?isrcs=true").json()["isrcs"] == [ONE, TWO]


def test_what_is_no_code_is_told_as_a_file(api):
    body = taken(api, "=a.xlsx", xlsx(*MIXED))
    answer = api.get(body["errors_url"])
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [(row["row"], row["state"]) for row in csv.DictReader(io.StringIO(content))] == [
        ("3", "duplicate"), ("4", "invalid")
    ]  # fmt: skip
    assert answer["Content-Disposition"] == 'attachment; filename="=a-errors.csv"'


@pytest.mark.parametrize("upload_id", ["0", "999", "9" * 30, "-1", "x", "1.0", "%00", "²"])
def test_what_is_no_upload_is_not_found(api, upload_id):
    for path in (f"/api/uploads/{upload_id}", f"/api/uploads/{upload_id}/errors.csv"):
        answer = api.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "Upload not found")


def test_an_unknown_parameter_is_refused(api):
    assert api.get(f"/api/uploads/{UploadFactory().pk}?colour=red").status_code == 400


def test_who_may_only_look_hands_nothing_in(client):
    headers = token_of(person("Read-only"))
    answer = client.post("/api/upload-isrcs", {"file": SimpleUploadedFile("a.csv", FEW)}, headers=headers)
    assert answer.status_code == 403 and not Upload.objects.exists()
