"""Leads on paper and as a print view: every name is there, nothing is fetched, and without Pango a sentence says so."""

import re
import sys
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from leads.exports import as_pdf, press
from leads.exports.about import About, summary
from leads.exports.charts import Bar, charts
from leads.exports.columns import COLUMNS, chosen
from leads.exports.order import Order, prepare
from leads.exports.printed import MOST, layout
from leads.exports.rows import ids_of, rows
from leads.models import Artist
from outreach.permission import contacts_to_hand_out, usable_contacts
from tests.factories import ArtistFactory, ContactFactory, ProfileFactory, book_of_leads

pytestmark = pytest.mark.django_db
NAMES = [
    "Tūī Māngere",
    "ʻAlamoti ʻOkina",
    "Rātā 😀 Motel",
    "فرقة البحر",
    "להקת הים",
    "<script>alert(1)</script>",
    '<img src="http://evil.test/x.png">',
    '<link rel=stylesheet href="file:///etc/passwd">',
    '"><svg onload="alert(1)">',
    "</style><style>@import 'data:text/css,*{}'",
    "url(file:///etc/hostname) {{ 7|add:7 }} {% now 'Y' %}",
    "A name that is " + "very " * 50 + "long",
]


@pytest.fixture
def no_pango(monkeypatch):
    """As on a machine without it: the import itself fails."""

    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])


def order(*names, **changed):
    """What as_pdf takes, of all leads by id."""
    columns = chosen(names or as_pdf.fields())
    ids = ids_of(Artist.objects.leads().order_by("pk"))
    told = {"columns": columns, "count": len(ids), "summary": summary(Artist.objects.leads()), "filters": {}}
    about = About(**told | {"made_at": timezone.now(), "by": "mere", "policy_version": 3} | changed)
    return about, list(rows(ids, columns, contacts_to_hand_out))


def text_of(pdf):
    """All words of a PDF, spaces and line breaks alike."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def named(*names):
    return [ArtistFactory(name=name) for name in names]


# --- On paper ---------------------------------------------------------------------------------------------------------


@pytest.mark.pango
def test_the_pdf_holds_every_name_as_it_is_written():
    named(*NAMES)
    found = text_of(as_pdf.pdf(*order())).replace(" ", "")
    left_to_right = [name for name in NAMES if name.isascii() or "ū" in name or "ʻ" in name or "😀" in name]
    assert [name for name in left_to_right if name.replace(" ", "") not in found] == []
    assert {"البحر", "הים"} <= {word for word in ("البحر", "הים") if word in found or word[::-1] in found}


@pytest.mark.pango
def test_hostile_text_fetches_nothing(monkeypatch, caplog):
    named(*NAMES)
    asked = []
    fetcher = press._fetcher
    monkeypatch.setattr(press, "_fetcher", lambda module: _listening(fetcher(module), asked))
    as_pdf.pdf(*order(filters={"search": NAMES[6]}, by=NAMES[7]))
    assert set(asked) == set(press.FONTS)


def _listening(fetcher, asked):
    fetch = type(fetcher).fetch

    class Listening(type(fetcher)):
        def fetch(self, url, headers=None):
            asked.append(url)
            return fetch(self, url, headers)

    return Listening()


@pytest.mark.pango
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "data:image/png;base64,AA", "x"])
def test_the_press_refuses_every_address(address):
    import weasyprint

    with pytest.raises(ValueError, match="fetches nothing"):
        press._fetcher(weasyprint).fetch(address)


@pytest.mark.pango
def test_a_pdf_is_a4_and_counts_its_pages():
    book_of_leads(60)
    reader = PdfReader(BytesIO(as_pdf.pdf(*order())))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(842, 595)}
    last = reader.pages[-1].extract_text()
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in last and "Facts" in last
    assert reader.metadata.title.startswith("Precise Digital: leads from Prism")


@pytest.mark.pango
def test_slices_go_on_counting_and_join_to_one(tmp_path):
    about, cells = book_of_leads(60) and order()
    first, pages = as_pdf.part(about, cells[:10], True, 0)
    second, more = as_pdf.part(about, cells[10:], False, pages)
    for name, part in (("1", first), ("2", second)):
        (tmp_path / name).write_bytes(part)
    as_pdf.joined([tmp_path / "1", tmp_path / "2"], tmp_path / "whole.pdf")
    whole = PdfReader(tmp_path / "whole.pdf").pages
    assert len(whole) == pages + more
    told = [page.extract_text() for page in whole]
    assert [number for number, page in enumerate(told, 1) if f"Page {number}" not in page] == []
    assert "By tier" in told[0] and not any("By tier" in page for page in told[1:])


# --- Without Pango ----------------------------------------------------------------------------------------------------


def test_without_pango_a_sentence_names_the_packages(no_pango):
    named("Example Trio")
    assert all(package in as_pdf.unavailable() for package in press.PACKAGES.split())
    with pytest.raises(as_pdf.PdfUnavailable, match="The print view works without it"):
        as_pdf.pdf(*order())


def test_without_pango_the_print_view_works_and_the_owner_is_warned(no_pango):
    from prism.checks import pdfs_can_be_made

    named("Tūī Māngere")
    assert "Tūī Māngere" in as_pdf.page(*order())
    assert [warning.id for warning in pdfs_can_be_made(None)] == ["prism.W006"]


@pytest.mark.pango
def test_with_pango_nobody_is_warned():
    from prism.checks import pdfs_can_be_made

    assert as_pdf.unavailable() == "" and pdfs_can_be_made(None) == []


# --- What stands on the page ------------------------------------------------------------------------------------------


def addresses_in(page: str) -> list[str]:
    """What the page would have a browser fetch: by its tags, and by its styles."""
    styles = page.partition("<style>")[2].partition("</style>")[0]
    by_tag = re.findall(r'<[a-z][^<>]* (?:src|href|background)="?([^">]*)', page)
    return by_tag + re.findall(r'url\("?([^)"]*)', styles)


def test_the_print_view_escapes_everything_and_names_no_address_but_ours():
    named(*NAMES)
    page = as_pdf.page(*order(filters={"search": "<b>x</b>"}, by="<i>me</i>"))
    assert "<script>alert" not in page and "<svg" not in page and "<img" not in page and "<b>x" not in page
    assert "&lt;i&gt;me" in page and "{{ 7|add:7 }}" in page
    assert addresses_in(page) and all(address.startswith("/static/") for address in addresses_in(page))


def test_the_first_page_says_whose_list_it_is():
    book_of_leads(12)
    page = as_pdf.page(*order(filters={"tier": ["A", "B"]}, picked=True))
    assert "Precise Digital: 12 leads" in page and "by mere" in page and "Policy 3" in page
    assert "Picked one by one; Tier: <bdi>A or B</bdi>" in page
    assert all(title in page for title in ("By tier", "By region", "On YouTube"))


def test_unknown_is_said_and_never_nought():
    ArtistFactory(name="Quiet One", country=None, known=None, genre=None, last_release_date=None)
    Artist.objects.update(scored_at=timezone.now())
    page = as_pdf.page(*order())
    row = page[page.index("Quiet One") :]
    assert row.count('<span class="u">Unknown</span>') == 6 and "None we may use" in row and "Nobody" in row
    assert ">0<" not in row and "None</td>" not in row


def test_a_contact_that_may_not_be_used_is_not_printed():
    free, flagged = named("Free", "Flagged")
    Artist.objects.filter(pk=flagged.pk).update(do_not_contact=True)
    ContactFactory(artist=free, value="free@example.test")
    ContactFactory(artist=flagged, value="flagged@example.test")
    page = as_pdf.page(*order())
    assert "free@example.test" in page and "flagged@example.test" not in page
    assert '<span class="alarm">Do not contact</span>' in page


def test_a_pinned_tier_stands_beside_prisms_own():
    artist = ArtistFactory(pinned_tier="D", pinned_reason="We know them")
    assert f'<span class="D">D</span><small>Prism: {artist.tier}</small>' in as_pdf.page(*order())


@pytest.mark.parametrize(
    ("precision", "said"), [("day", "14 Sep 2026"), ("month", "<bdi>Sep 2026"), ("year", "<bdi>2026")]
)
def test_a_release_is_no_more_precise_than_is_known(precision, said):
    ArtistFactory(last_release_precision=precision)
    assert said in as_pdf.page(*order())


def test_youtube_says_what_was_found():
    ArtistFactory(youtube_finding="underperforming", youtube_channel_id="UC1", youtube_subscribers=1840)
    gone = ArtistFactory()
    ProfileFactory(artist=gone, platform="youtube", state="absent")
    page = as_pdf.page(*order())
    assert "<bdi>Underperforming</bdi><small>1,840 subscribers</small>" in page and "No channel found" in page


def test_chosen_columns_are_printed_in_their_order():
    named("Example Trio")
    page = as_pdf.page(*order("genre", "artist_name", "created_date"))
    heads = [page.index(f">{title}</th>") for title in ("Genre", "Artist Name", "Created Date")]
    assert heads == sorted(heads) and "CSV and Excel hold" not in page


def test_columns_without_room_are_named_on_the_first_page():
    named("Example Trio")
    names = list(COLUMNS)[: MOST + 2]
    page = as_pdf.page(*order(*names))
    left = ", ".join(COLUMNS[name].label for name in names[MOST:])
    assert f"The page has no room for {left}. CSV and Excel hold them." in page


def test_without_a_choice_the_pages_own_columns_stand():
    titles = [column.label for column in layout(chosen()).columns]
    assert titles == [column.label for column in layout(chosen(as_pdf.fields())).columns]
    assert titles[:4] == ["Artist", "Tier", "Score", "Facts known"] and "YouTube" in titles
    without = layout(chosen(as_pdf.fields(include_youtube=False)))
    assert "YouTube" not in [column.label for column in without.columns] and not without.chosen


def test_whoever_asks_for_a_pdf_gets_the_pages_own_columns(owner):
    named("Example Trio")
    asked = Order("pdf", include_youtube=False), Order("pdf", fields=["genre"]), Order("csv")
    made = [prepare(order, user=owner, usable=usable_contacts).about.columns for order in asked]
    assert [column.name for column in made[0]] == list(as_pdf.fields(include_youtube=False))
    assert [column.name for column in made[1]] == ["genre"] and len(made[2]) == 32


@pytest.mark.parametrize(
    ("count", "percent", "said"), [(0, 0, "0%"), (1, 0.2, "<1%"), (199, 99.6, "99%"), (200, 100, "100%")]
)
def test_a_share_is_never_all_or_nothing_unless_it_is(count, percent, said):
    assert Bar("Tier A", count, percent).share == said


def test_what_nobody_counted_has_no_bar(settings):
    settings.YOUTUBE_DERIVED_METRICS = False
    ArtistFactory()
    bars = [bar.label for chart in charts(summary(Artist.objects.leads())) for bar in chart.bars]
    assert "Not looked up yet" in bars and "Tier D" in bars and "High potential" not in bars


def test_on_paper_there_is_no_address_at_all():
    from leads.exports.as_pdf import _page

    named(*NAMES)
    assert addresses_in(_page(*order(), on_paper=True)) == []


def test_a_column_is_as_wide_as_the_longest_word_of_its_title_and_unknown_stands_with_the_numbers():
    chosen = layout([COLUMNS[name] for name in ("artist_name", "independence_score")])
    assert chosen.columns[1].width >= 1.7 * len("Independence")
    assert [cell.right for cell in chosen.cells(("Trio", None))] == [False, True]
