import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads import intake
from leads.intake import look, look_codes, take_in, take_in_codes
from leads.models import Recording, Upload, UploadRow
from leads.spreadsheets import Unreadable

pytestmark = pytest.mark.django_db

HEADED = "Artist,Title,ISRC\nTide Ōtaki,Gravel,NZZZA2100001\nTide Ōtaki,Lantern,NZZZA2100002\n"


@pytest.fixture
def csv(tmp_path):
    def written(text, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(intake, "CHUNK", 2)


def codes(first, last):
    return [f"NZZZA21{number:05}" for number in range(first, last + 1)]


def paste(*lines):
    return take_in_codes(list(lines), kind="paste")


def told(upload):
    return list(upload.cells.values_list("position", "row", "value", "recording__isrc", "outcome", "reason"))


def test_a_file_becomes_an_upload_with_rows_and_recordings(csv):
    taken = take_in(csv(HEADED), "list.csv")
    assert (taken.rows, taken.isrcs, taken.new, taken.same_file) == (2, 2, 2, False)
    assert told(taken.upload) == [
        (1, 2, "NZZZA2100001", "NZZZA2100001", "new", ""),
        (2, 3, "NZZZA2100002", "NZZZA2100002", "new", ""),
    ]
    assert taken.upload.stored_at
    assert taken.upload.detected["columns"] == ["ISRC"]


def test_it_keeps_what_the_other_columns_say(csv):
    cell = take_in(csv(HEADED), "list.csv").upload.cells.first()
    assert cell.hints == {"artist": "Tide Ōtaki", "title": "Gravel"}


@pytest.mark.parametrize(
    ("lines", "outcomes"),
    [
        (["NZZZA2100001"], ["new"]),
        (["nz-zza-21-00001", "NZZZA2100001"], ["new", "duplicate"]),
        (["NZZZA21O0001"], ["invalid"]),
        (["NZZZA2100001", "", "NZZZA2100002"], ["new", "blank", "new"]),
        (["NZZZA2100001, NZZZA2100002"], ["new", "new"]),
        (["NZZZA2100099"], ["known"]),
    ],
    ids=["a code", "another spelling", "a letter among digits", "an empty line", "two in a line", "known before"],
)
def test_every_line_gets_its_outcome(lines, outcomes):
    Recording.objects.create(isrc="NZZZA2100099")
    taken = paste(*lines)
    assert list(taken.upload.cells.values_list("outcome", flat=True)) == outcomes


def test_the_sums_are_those_of_the_rows():
    Recording.objects.create(isrc="NZZZA2100001")
    taken = paste("NZZZA2100001", "NZZZA2100002", "NZZZA2100002", "NZZZA21", "")
    assert (taken.known, taken.new, taken.duplicates, taken.invalid, taken.blank) == (1, 1, 1, 1, 1)
    assert taken.cells == taken.upload.cells.count() == 5


def test_an_invalid_cell_says_why_and_what_was_meant():
    taken = paste("NZZZA2100001", "NZZZA21O0002")
    error = taken.errors[0]
    assert (error.row, error.value, error.reason) == (2, "NZZZA21O0002", "letter_among_digits")
    assert error.suggestion == taken.upload.cells.get(outcome="invalid").suggestion == "NZZZA2100002"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ISRC\nNZZZA2100001\nNZZZA2100001\n", "Same as row 2"),
        ("ISRC1,ISRC2\nNZZZA2100001,NZZZA2100001\n", "Same as column ISRC1 of this row"),
    ],
    ids=["further up", "beside"],
)
def test_a_duplicate_names_the_first(csv, text, message):
    upload = take_in(csv(text), "list.csv").upload
    duplicate = upload.cells.get(outcome="duplicate")
    assert (duplicate.message, duplicate.recording.isrc) == (message, "NZZZA2100001")


def test_the_same_bytes_are_the_same_upload_and_nothing_is_written(csv):
    user = get_user_model().objects.create(username="analyst1")
    first = take_in(csv(HEADED + ",,bad\n"), "list.csv", user=user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = take_in(csv(HEADED + ",,bad\n", "copy.csv"), "copy.csv")
    assert not [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert again.same_file and again.upload == first.upload and again.upload.uploaded_by == user
    assert (again.cells, again.errors) == (first.cells, first.errors)
    assert (again.new, again.known, again.upload.new) == (0, 2, 2)


def test_the_same_list_in_another_spelling_is_the_same_upload():
    first = take_in_codes(["NZZZA2100001", "NZZZA2100002"], kind="api")
    again = take_in_codes(["nz-zza-21-00001", "NZZZA2100002"], kind="api", label="another name")
    assert again.same_file and again.upload == first.upload


def test_a_list_of_another_kind_is_another_upload():
    assert take_in_codes(codes(1, 1), kind="single").upload != take_in_codes(codes(1, 1), kind="api").upload


def test_an_api_entry_is_one_code_or_a_mistake():
    taken = take_in_codes(["NZZZA2100001", "NZZZA2100002 NZZZA2100003", "", None, 7, ["x"]], kind="api")
    assert taken.rows == taken.cells == 6
    assert [error.reason for error in taken.errors] == ["several_codes", "empty", "empty", "not_text", "not_text"]


def test_a_look_writes_nothing_and_says_what_taking_in_would(csv):
    Recording.objects.create(isrc="NZZZA2100001")
    path = csv(HEADED + ",,NZZZA2100001\n,,bad\n")
    looked = look(path, "list.csv")
    assert not Upload.objects.exists() and Recording.objects.count() == 1
    taken = take_in(path, "list.csv")
    sums = ("rows", "isrcs", "new", "known", "duplicates", "invalid", "blank", "detected")
    assert [getattr(looked, name) for name in sums] == [getattr(taken, name) for name in sums]
    assert [error.value for error in looked.errors] == [error.value for error in taken.errors] == ["bad"]


def test_a_look_at_what_was_taken_in_says_so():
    upload = paste(*codes(1, 2)).upload
    looked = look_codes(codes(1, 2), kind="paste")
    assert looked.same_file and looked.upload == upload and (looked.new, looked.known) == (0, 2)


@pytest.mark.parametrize("lines", [[], ["", "  "]], ids=["no line", "blank lines"])
def test_an_empty_list_is_refused(lines):
    with pytest.raises(Unreadable, match="There is nothing in this list"):
        paste(*lines)
    assert not Upload.objects.exists()


def test_an_unreadable_file_leaves_nothing_behind(csv):
    with pytest.raises(Unreadable):
        take_in(csv("Artist,Title\nTide,Gravel\n"), "list.csv")
    assert not Upload.objects.exists()


def test_hostile_text_is_stored_without_what_a_database_refuses(csv):
    text = b"Artist,ISRC\nTi\x00de,NZZZA2100001\n\x1bGo\x00re,NZ\x00bad\xff\n"
    upload = take_in(csv(text), "C:\\music\\li\0st.csv").upload
    assert upload.filename == "list.csv"
    stored = [str(value) for cell in upload.cells.values() for value in cell.values()]
    assert not [text for text in stored if "\x00" in text or "\\u0000" in text]
    lone = paste("NZZZA2100001", "\ud800 bad \0 code")
    assert lone.invalid == 1


# --- Crashes and company ----------------------------------------------------------------------------------------------


class Crash(Exception):
    pass


@pytest.fixture
def crash_at(monkeypatch):
    """Stop at the start of the given chunk's second insert, when its recordings are written and its rows are not."""

    def armed(chunk):
        count, insert = 0, intake.insert

        def crashing(model, *arguments, **options):
            nonlocal count
            count += model is UploadRow
            if model is UploadRow and count == chunk:
                raise Crash
            return insert(model, *arguments, **options)

        monkeypatch.setattr(intake, "insert", crashing)
        return lambda: monkeypatch.setattr(intake, "insert", insert)

    return armed


def test_the_same_bytes_complete_what_a_crash_cut_short(small_chunks, crash_at):
    lines = [*codes(1, 3), "bad", *codes(2, 2), *codes(4, 5)]
    mend = crash_at(2)
    with pytest.raises(Crash):
        paste(*lines)
    half = Upload.objects.get()
    assert half.stored_at is None and half.cells.count() == 2
    mend()
    taken = paste(*lines)
    assert (taken.upload, taken.same_file) == (half, False)
    assert (taken.new, taken.known, taken.duplicates, taken.invalid) == (5, 0, 1, 1)
    assert [position for position, *_ in told(taken.upload)] == list(range(1, 8))


def test_a_half_stored_file_is_completed_as_it_was_begun(csv, small_chunks, crash_at):
    path = csv("ISRC1,ISRC2\nNZZZA2100001,NZZZA2100002\nNZZZA2100003,NZZZA2100004\n")
    mend = crash_at(1)
    with pytest.raises(Crash):
        take_in(path, "list.csv", overrides={"columns": ["ISRC2"]})
    mend()
    taken = take_in(path, "list.csv")
    assert list(taken.upload.cells.values_list("value", flat=True)) == ["NZZZA2100002", "NZZZA2100004"]


@pytest.fixture
def meanwhile(monkeypatch):
    """Let somebody else do `what` between the first and the second chunk."""

    def armed(what):
        store = intake._store

        def storing(upload, position, cells):
            store(upload, position, cells)
            monkeypatch.setattr(intake, "_store", store)
            what()

        monkeypatch.setattr(intake, "_store", storing)

    return armed


def test_two_who_send_the_same_bytes_at_once_store_them_once(small_chunks, meanwhile):
    meanwhile(lambda: paste(*codes(1, 5)))
    taken = paste(*codes(1, 5))
    assert taken.new == Upload.objects.get().new == taken.upload.cells.count() == 5


def test_two_uploads_that_share_codes_lose_none_and_count_each_new_once(small_chunks, meanwhile):
    meanwhile(lambda: paste(*codes(2, 7)))
    first = paste(*codes(1, 5))
    second = Upload.objects.exclude(pk=first.upload.pk).get()
    assert Recording.objects.count() == first.new + second.new == 7
    assert first.isrcs == 5 and second.isrcs == 6
    assert not UploadRow.objects.filter(recording=None).exists()


def test_an_upload_discarded_while_it_is_stored_is_said(small_chunks, meanwhile):
    meanwhile(lambda: Upload.objects.get().delete())
    with pytest.raises(Unreadable, match="Somebody discarded this upload"):
        paste(*codes(1, 5))
    assert not Upload.objects.exists()
