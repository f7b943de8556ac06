"""The pages of the label families: mending one, importing a file, exporting all."""

import csv
import io
import random
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from scoring import families
from scoring.models import LabelFamily
from tests.desk.doors import words_of

pytestmark = pytest.mark.django_db
LIST, ADD, IMPORT, APPLY, EXPORT = (
    reverse(f"admin:scoring_labelfamily_{name}") for name in ("changelist", "add", "import", "apply", "export")
)
HEADER = "label,kind,group,source,since,until\n"


@pytest.fixture
def queued(django_capture_on_commit_callbacks):
    """The labels for which somebody is to look for leads, after doing something."""

    def after(do, *arguments, **more):
        with django_capture_on_commit_callbacks(execute=True):
            reply = do(*arguments, **more)
        labels = [one.task["args"][0] for one in OrmQ.objects.all() if one.func() == "enrichment.tasks.relabel"]
        OrmQ.objects.all().delete()
        return reply, labels

    return after


def choose(client, text, name="families.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def given(**values):
    return {"label": "Foo Sounds", "kind": "indie", "group": "", "source": "", "since": "", "until": ""} | values


# --- One by one -------------------------------------------------------------------------------------------------------


def test_a_family_is_added_with_its_days(staff_client, queued):
    _, labels = queued(staff_client.post, ADD, given(kind="major", since="2006-01-01", until="2009-12-31"))
    assert LabelFamily.objects.get(label="Foo Sounds").span == "2006 to 2009" and labels == [["Foo Sounds"]]
    assert "2006 to 2009" in words_of(staff_client.get(LIST, {"q": "Foo Sounds"}))


def test_the_list_is_in_the_order_people_look_in(staff_client):
    for label in ("zzz beta", "ZZZ Gamma", "zzz Alpha"):
        LabelFamily.objects.create(label=label, kind="indie")
    page = staff_client.get(reverse("admin:scoring_labelfamily_changelist"), {"q": "zzz"}).content.decode()
    assert page.index('title="zzz Alpha"') < page.index('title="zzz beta"') < page.index('title="ZZZ Gamma"')


def test_the_list_says_when_a_family_holds(staff_client):
    LabelFamily.objects.create(label="Foo Sounds", kind="indie", until=date(2005, 6, 30))
    assert "Until 30 Jun 2005" in words_of(staff_client.get(LIST, {"q": "Foo Sounds"}))


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ({"kind": "major"}, [["Foo Sounds"]]),
        ({"label": "Foo Tapes"}, [["Foo Sounds", "Foo Tapes"]]),
        ({"until": "2020-12-31"}, [["Foo Sounds"]]),
        ({"source": "their own page"}, []),
        ({}, []),
    ],
    ids=["kind", "label", "day", "source only", "nothing"],
)
def test_a_change_is_looked_through_by_old_name_and_new(staff_client, queued, values, labels):
    family = LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    address = reverse("admin:scoring_labelfamily_change", args=[family.pk])
    assert queued(staff_client.post, address, given(**values))[1] == labels


def test_what_is_deleted_is_looked_through(staff_client, queued):
    one, *others = (LabelFamily.objects.create(label=f"Foo {n}", kind="indie") for n in range(3))
    address = reverse("admin:scoring_labelfamily_delete", args=[one.pk])
    assert queued(staff_client.post, address, {"post": "yes"})[1] == [["Foo 0"]]
    bulk = {"action": "delete_selected", "_selected_action": [row.pk for row in others], "post": "yes"}
    assert queued(staff_client.post, LIST, bulk)[1] == [["Foo 1", "Foo 2"]]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label": "re:(["}, "“re:([” is not a regular expression"),
        ({"since": "2009-01-01", "until": "2006-12-31"}, "The last day, 2006-12-31, is before the first, 2009-01-01."),
        ({"label": "Flying Nun", "since": "2012-01-01"}, "that overlaps with this one: since 2010."),
        ({"label": "!!!"}, "“!!!” has no letter and no digit"),
    ],
    ids=["pattern", "days", "overlap", "no word"],
)
def test_a_family_of_nonsense_stays_in_the_form_with_its_sentence(staff_client, queued, values, sentence):
    reply, labels = queued(staff_client.post, ADD, given(**values))
    assert reply.status_code == 200 and labels == []
    assert sentence in words_of(reply)
    assert not LabelFamily.objects.filter(source="", label=values.get("label", "Foo Sounds")).exists()


# --- Import -----------------------------------------------------------------------------------------------------------

GOOD = HEADER + "Foo Sounds,indie,,their page,,\nFlying Nun,major,Warner Music,,2006,2009\nSub Pop,indie,,,,\n"


def test_a_file_is_checked_before_anything_is_written(staff_client, queued):
    before = LabelFamily.objects.count()
    reply, labels = queued(choose, staff_client, GOOD)
    page = words_of(reply)
    assert (reply.status_code, labels, LabelFamily.objects.count()) == (200, [], before)
    found = reply.context["found"]
    assert (len(found.new), len(found.changed), found.same, found.broken) == (1, 2, 0, [])
    assert "Import: 3 families" in page and "Group: Warner Music Group" in page


def test_it_is_written_when_somebody_confirms(staff_client, queued):
    carried = choose(staff_client, GOOD).context["carried"]
    reply, labels = queued(staff_client.post, APPLY, {"carried": carried}, follow=True)
    assert "families.csv: 1 new, 2 changed. Leads whose labels that concerns are being scored again." in words_of(reply)
    assert labels == [["Foo Sounds", "Flying Nun", "Sub Pop"]]
    row = LabelFamily.objects.get(label="Flying Nun", since=date(2006, 1, 1))
    assert (row.group, row.until, row.source) == ("Warner Music", date(2009, 12, 31), "")


def test_confirming_twice_changes_nothing_more(staff_client, queued):
    carried = choose(staff_client, GOOD).context["carried"]
    queued(staff_client.post, APPLY, {"carried": carried})
    count = LabelFamily.objects.count()
    reply, labels = queued(staff_client.post, APPLY, {"carried": carried}, follow=True)
    assert "everything in it was there already" in words_of(reply)
    assert (labels, LabelFamily.objects.count()) == ([], count)


def test_every_broken_line_is_listed_and_nothing_can_be_confirmed(staff_client):
    lines = [f"Foo {n},{'royal' if n % 3 else 'indie'},,,," for n in range(300)]
    reply = choose(staff_client, HEADER + "\n".join(lines))
    page = words_of(reply)
    assert page.count("“royal” is no kind of label") == 200
    assert "200 lines cannot be used, so nothing is imported." in page and "Import: " not in page


def test_a_broken_line_keeps_all_out_even_if_it_is_sent(staff_client, queued):
    carried = choose(staff_client, HEADER + "Foo,indie,,,,\nBar,royal,,,,\n").context["carried"]
    reply, labels = queued(staff_client.post, APPLY, {"carried": carried})
    assert (reply.status_code, labels) == (422, []) and "Lines to mend" in words_of(reply)
    assert not LabelFamily.objects.filter(label="Foo").exists()


def test_rows_that_changed_since_the_check_are_said(staff_client, queued):
    carried = choose(staff_client, HEADER + "Foo,indie,,,2010,\n").context["carried"]
    LabelFamily.objects.create(label="Foo", kind="indie")
    reply, _ = queued(staff_client.post, APPLY, {"carried": carried})
    assert reply.status_code == 422 and "overlaps in time with the row there is" in words_of(reply)
    assert LabelFamily.objects.filter(label="Foo").count() == 1


def test_a_file_without_news_says_so(staff_client):
    page = words_of(choose(staff_client, "label,kind\nSub Pop,indie\n"))
    assert "Everything in this file is there already." in page and "Import: " not in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty|Choose a file|There is nothing in this file"),
        (b"Foo,indie\n", "The first line must name the columns: label, kind, group, source, since, until."),
        (b"PK\x03\x04workbook", "This is a workbook or an archive. Save the sheet as CSV"),
        (b"\x00\x01\x02", "This is no text in UTF-8, UTF-16 or Windows-1252."),
        (b"label,kind\n" + b"x" * (5 * 1024 * 1024), "This file has 5.0 MB; 5 MB are possible."),
        (b"label,kind\n" + b"Foo,indie\n" * 50_001, "This file has more than 50,000 rows."),
    ],
    ids=["empty", "no header", "workbook", "no text", "too large", "too many rows"],
)
def test_a_file_that_cannot_be_read_keeps_one_at_choosing_with_its_sentence(staff_client, content, sentence):
    reply = choose(staff_client, content)
    assert reply.status_code == 422 and 'aria-current="step">1 Choose' in words_of(reply)
    assert reply.context["trouble"].startswith(tuple(sentence.split("|")))


def test_without_a_file_it_says_so(staff_client):
    assert staff_client.post(IMPORT).context["trouble"] == "Choose a file."


@pytest.mark.parametrize("carried", ["", "nonsense", "a:b:c"])
def test_what_was_not_checked_here_is_not_taken_in(staff_client, carried):
    reply = staff_client.post(APPLY, {"carried": carried})
    assert (reply.status_code, reply.context["trouble"]) == (422, "That check is out of date. Choose the file again.")


def test_a_check_grows_old(staff_client):
    with time_machine.travel(timezone.now() - timedelta(hours=25)):
        carried = choose(staff_client, GOOD).context["carried"]
    assert staff_client.post(APPLY, {"carried": carried}).context["trouble"].startswith("That check is out of date.")


def test_who_comes_second_with_the_same_file_chooses_again(staff_client, monkeypatch):
    carried = choose(staff_client, GOOD).context["carried"]
    compare = families.compare

    def meanwhile(*arguments):
        found = compare(*arguments)
        LabelFamily.objects.create(label="Foo Sounds", kind="indie")
        return found

    monkeypatch.setattr(families, "compare", meanwhile)
    assert staff_client.post(APPLY, {"carried": carried}).status_code == 422
    assert not LabelFamily.objects.filter(label="Foo Sounds").exists()


def test_fifty_thousand_rows_fit_the_page(staff_client):
    rows = "".join(f"Label {n} Recordings,indie,Group {n},page example.test,,\n" for n in range(50_000))
    reply = choose(staff_client, HEADER + rows)
    assert reply.status_code == 200 and len(reply.context["found"].new) == 50_000
    assert len(reply.content) < 2_500_000


def test_what_does_not_fit_the_page_is_said(staff_client):
    dice = random.Random(1)
    letters = [chr(n) for n in range(0x4E00, 0x9FFF)]
    rows = "".join(f"{''.join(dice.choices(letters, k=180))},indie\n" for _ in range(8000))
    reply = choose(staff_client, "label,kind\n" + rows)
    assert reply.context["trouble"] == "There is too much in this file to be checked at once. Split it in two."


def test_names_and_cells_stay_text(staff_client):
    text = HEADER + "<script>alert(1)</script>,indie,<script>alert(2)</script>,,,\nBad,<script>alert(3)</script>,,,,\n"
    page = choose(staff_client, text, "<script>alert(4)</script>.csv").content.decode()
    assert "<script>alert(" not in page


@pytest.mark.parametrize("missing", ["add", "change"])
def test_importing_needs_both_rights(client, analyst, missing):
    analyst.user_permissions.remove(analyst.user_permissions.get(codename=f"{missing}_labelfamily"))
    client.force_login(analyst)
    assert client.get(IMPORT).status_code == choose(client, GOOD).status_code == 403
    assert client.post(APPLY, {"carried": ""}).status_code == 403
    assert IMPORT not in client.get(LIST).content.decode() and EXPORT in client.get(LIST).content.decode()


def test_changes_come_by_post_with_their_token_only(owner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.get(APPLY).status_code == 405
    assert strict.post(APPLY, {"carried": ""}).status_code == 403


# --- Export -----------------------------------------------------------------------------------------------------------


def test_an_export_is_what_an_import_reads(staff_client):
    LabelFamily.objects.create(label="=Foo", kind="indie", group="+64", source="@foo", until=date(2020, 1, 31))
    reply = staff_client.get(EXPORT)
    content = b"".join(reply.streaming_content)
    assert reply["Content-Disposition"].startswith('attachment; filename="label-families-20')
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["label", "kind", "group", "source", "since", "until"]
    assert ["'=Foo", "indie", "'+64", "'@foo", "", "2020-01-31"] in rows
    found = choose(staff_client, content).context["found"]
    assert (found.same, found.new, found.changed, found.broken) == (LabelFamily.objects.count(), [], [], [])


def test_who_may_look_may_export(viewer_client, client, django_user_model):
    assert viewer_client.get(EXPORT).status_code == 200
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.get(EXPORT).status_code == 403
