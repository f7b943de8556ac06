"""Whom a change of label families concerns."""

from datetime import date

import pytest
from django.utils import timezone

from leads import assess, relabel
from leads.evidence import Circumstances
from leads.gather import gather
from leads.models import Artist, Label, UploadRow
from leads.relabel import touched_by
from scoring.models import LabelFamily
from tests.factories import ArtistFactory, CreditFactory, ReleaseFactory, UploadFactory

pytestmark = pytest.mark.django_db


def lead(**release):
    """An artist with one release."""
    artist = ArtistFactory(known=None)
    ReleaseFactory(**{"labels": [], "copyrights": []} | release).artists.add(artist)
    return artist


def named(name, mbid=None):
    return [{"id": mbid, "name": name}]


def line(text, kind="P"):
    return [{"kind": kind, "text": text}]


def score():
    """Everybody is scored by the families there are now."""
    around = Circumstances(timezone.now(), LabelFamily.objects.book())
    assess.rescore(gather(Artist.objects.values_list("pk", flat=True)).values(), around)


def touched(*labels):
    return {pk: label for step in touched_by(labels, LabelFamily.objects.book()) for pk, label in step.touched.items()}


def test_only_those_whose_clues_are_others_now_are_touched():
    on_label = lead(labels=named("Foo Sounds"))
    on_line = lead(copyrights=line("℗ 2026 Bar Tapes under exclusive licence to Foo Sounds Ltd"))
    lead(labels=named("Foo Soundscapes")), lead(labels=named("Bar Tapes")), lead()
    lead(labels=named("Foo Sounds"), copyrights=line("Foo Sounds"))  # scored below by what it will be
    score()
    LabelFamily.objects.create(label="Foo Sounds", kind="major", group="Sony Music Entertainment")
    last = Artist.objects.last()
    around = Circumstances(timezone.now(), LabelFamily.objects.book())
    assess.rescore(gather([last.pk]).values(), around)
    assert touched("Foo Sounds") == {on_label.pk: "Foo Sounds", on_line.pk: "Foo Sounds"}


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.delete(),
        lambda row: LabelFamily.objects.filter(pk=row.pk).update(kind="indie"),
        lambda row: LabelFamily.objects.filter(pk=row.pk).update(until=date(2020, 1, 1)),
        lambda row: LabelFamily.objects.filter(pk=row.pk).update(group="Warner Music Group"),
        lambda row: LabelFamily.objects.filter(pk=row.pk).update(label="Elsewhere", normalised="elsewhere"),
    ],
    ids=["deleted", "another kind", "no longer", "another group", "another name"],
)
def test_every_change_of_what_a_line_says_counts(change):
    row = LabelFamily.objects.create(label="Foo Sounds", kind="major", group="Sony Music Entertainment")
    artist = lead(labels=named("Foo Sounds"))
    score()
    assert touched("Foo Sounds") == {}
    change(row)
    assert touched("Foo Sounds", "Elsewhere") == {artist.pk: "Foo Sounds"}


def test_columns_of_spreadsheets_count_for_main_artists():
    upload = UploadFactory()
    cell = upload.cells.get(outcome="new")
    UploadRow.objects.filter(pk=cell.pk).update(hints={"label": "Foo Sounds"})
    artist = CreditFactory(recording=cell.recording, artist__known=None).artist
    CreditFactory(recording=cell.recording, artist__known=None, role="featured")
    score()
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    assert touched("Foo Sounds") == {artist.pk: "Foo Sounds"}


def test_owners_and_distributors_of_labels_count_all_the_way_up():
    now = timezone.now()
    chain = (
        ("low", "Low Tapes", named("Middle Group", "middle")),
        ("middle", "Middle Group", named("Foo Group", "foo")),
    )
    for mbid, name, owners in chain:
        Label.objects.create(mbid=mbid, name=name, owners=owners, fetched_at=now)
    Label.objects.create(mbid="sold", name="Sold Tapes", distributors=named("Foo Group"), fetched_at=now)
    Label.objects.create(mbid="other", name="Other Tapes", fetched_at=now)
    owned, sold, _ = (lead(labels=named(f"{name.title()} Tapes", name)) for name in ("low", "sold", "other"))
    score()
    LabelFamily.objects.create(label="Foo Group", kind="major", group="Sony Music Entertainment")
    assert set(touched("Foo Group")) == {owned.pk, sold.pk}


def test_labels_that_own_each_other_do_not_turn_for_ever():
    now = timezone.now()
    for one, other in (("a", "b"), ("b", "a")):
        Label.objects.create(mbid=one, name=one, owners=named(f"{other} Foo Group", other), fetched_at=now)
    artist = lead(labels=named("a", "a"))
    score()
    LabelFamily.objects.create(label="a Foo Group", kind="major", group="Sony Music Entertainment")
    assert set(touched("a Foo Group")) == {artist.pk}


def test_a_pattern_concerns_whom_it_matches():
    artist, _ = lead(copyrights=line("2026 4711 Tapes DK")), lead(copyrights=line("Old Tapes DK"))
    score()
    LabelFamily.objects.create(label="re:^\\d+ Tapes DK$", kind="self_release_marker")
    assert touched("re:^\\d+ Tapes DK$") == {artist.pk: "re:^\\d+ Tapes DK$"}


def test_a_pattern_with_the_artists_name_concerns_whose_name_it_holds():
    artist = lead(labels=named("Kea Tapes"))
    lead(labels=named("Tui Tapes"))
    Artist.objects.filter(pk=artist.pk).update(name="Kea")
    score()
    LabelFamily.objects.create(label="re:^<artist name> Tapes$", kind="self_release_marker")
    assert set(touched("re:^<artist name> Tapes$")) == {artist.pk}


def test_what_staff_said_stays_but_its_counter_evidence_is_renewed(owner):
    artist = lead(labels=named("Foo Sounds"))
    artist.statements.create(field="independence", value="self_released", author=owner)
    score()
    LabelFamily.objects.create(label="Foo Sounds", kind="major", group="Sony Music Entertainment")
    assert set(touched("Foo Sounds")) == {artist.pk}
    score()
    artist.refresh_from_db()
    verdict = artist.breakdown["independence"]
    assert (artist.independence, verdict["confidence"]) == ("self_released", "high")
    assert verdict["against"] == [
        "“Foo Sounds” is a label of Sony Music Entertainment (major label, Spotify, 14 Sep 2026)"
    ]


def test_who_was_never_scored_is_left_to_their_first_score():
    lead(labels=named("Foo Sounds"))
    LabelFamily.objects.create(label="Foo Sounds", kind="major", group="Sony Music Entertainment")
    assert touched("Foo Sounds") == {}


def test_the_book_of_leads_is_walked_in_steps_and_from_where_it_was_left(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(relabel, "STEP", 2)
    leads = [lead(labels=named("Foo Sounds")) for _ in range(5)]
    score()
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    book = LabelFamily.objects.book()
    steps = list(touched_by(["Foo Sounds"], book))
    assert [step.last for step in steps] == [leads[1].pk, leads[3].pk, leads[4].pk]
    assert list(touched_by(["Foo Sounds"], book, steps[0].last)) == steps[1:]


def test_looking_at_many_asks_no_more_than_looking_at_one(django_assert_num_queries, django_assert_max_num_queries):
    for _ in range(12):
        lead(labels=named("Foo Sounds"))
    score()
    LabelFamily.objects.create(label="Foo Sounds", kind="indie")
    book = LabelFamily.objects.book()
    with django_assert_max_num_queries(20):
        assert len(list(touched_by(["Foo Sounds"], book))[0].touched) == 12
