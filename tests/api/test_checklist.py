"""The API section of the README, line by line: each called over HTTP, with the made-up platforms behind the server.

Old programs write the addresses with a final slash or without: both answer, directly.
"""

import io
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as current
from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from enrichment import gate
from enrichment.models import Call, Node
from leads.filters import LeadFilter
from leads.models import Artist, Job, JobRow, Recording
from outreach.models import Activity, Contact
from prism import tokens
from sandbox.catalogue import build
from tests.api.callers import person
from tests.api.over_http import Remote
from tests.enrichment.pipeline import analyse
from tests.factories import ArtistFactory
from tests.leads.sheets import ods, xls, xlsx

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CODES = build(artists=60, isrcs=240, seed=1).isrcs
README = {"isrc": CODES[0], "save_to_db": True, "include_youtube": True, "force_refresh": False}
SECRETS = ("a-youtube-key", "a-lastfm-key", "a-spotify-secret")
ANALYSED = {
    "service", "isrc", "status", "artist_id", "timestamp", "artist_data", "artists", "track_data", "musicbrainz_data",
    "spotify_data", "lastfm_data", "youtube_data", "contacts", "scores", "score_breakdown", "errors", "warnings",
    "notices", "data_sources_used", "processing_time", "platforms", "pending", "status_url", "youtube_integration",
}  # fmt: skip
ARTIST_DATA = {
    "name", "musicbrainz_id", "spotify_id", "country", "region", "genres", "monthly_listeners", "popularity",
    "lastfm_listeners", "lastfm_playcount", "release_count", "last_release_date", "social_urls", "website",
    "youtube_channel_id", "youtube_subscribers", "youtube_total_views", "youtube_video_count",
    "youtube_upload_frequency", "youtube_engagement_rate", "youtube_growth_potential",
}  # fmt: skip
EXPORT = {
    "filters": {"tier": "A", "region": "new_zealand", "min_score": 70, "youtube_filter": "no_channel"},
    "format": "excel",
    "include_youtube": True,
}


@pytest.fixture
def url(live_server, platforms):
    cache.clear()  # the dashboard is kept for a while
    return live_server.url


@pytest.fixture
def api(url):
    return Remote(url, tokens.issue(person("Manager"), "old client", scope="write")[1])


def health(api, end):
    assert Remote(api.url).ask("GET", f"/api/health{end}").json.keys() == {"service", "status", "ok", "timestamp"}
    now = timezone.now()
    worker = Node.objects.create(id="one", host="here", pid=1, started_at=now, beat_at=now, worked_at=now)
    told = api.ask("GET", f"/api/health{end}").json
    assert told.keys() >= {"company", "deployment_type", "version", "components"} and told["status"] == "healthy"
    worker.delete()
    told = api.ask("GET", f"/api/health{end}").json
    assert (told["status"], told["ok"]) == ("degraded", False)
    assert told["components"]["pipeline"]["workers_alive"] == 0


def status(api, end):
    answer = api.ask("GET", f"/api/status{end}")
    assert answer.json["database_status"]["connected"] is True and answer.json["status"] == "online"
    assert answer.json["database_status"].keys() == {"connected", "type", "url_masked", "records"}
    current.YOUTUBE_API_KEY, current.LASTFM_API_KEY, current.SPOTIFY_CLIENT_SECRET = SECRETS
    told = api.ask("GET", f"/api/status{end}").content.decode()
    database = current.DATABASES["default"]
    hidden = database["PASSWORD"] or str(Path(database["NAME"]).absolute())  # SQLite's is a path of this machine
    for secret in (*SECRETS, current.SECRET_KEY, hidden):
        assert secret not in told


def front(api, end):
    told = api.ask("GET", "/").json
    assert told["integrations"] == dict.fromkeys(("spotify", "youtube", "lastfm"), "configured") | {
        "musicbrainz": "always available"
    }
    current.YOUTUBE_API_KEY = ""
    assert api.ask("GET", "/").json["integrations"]["youtube"] != "configured"
    assert told["core_endpoints"].keys() == {
        "analyze_single_isrc", "bulk_analysis", "file_upload", "get_leads", "export_data", "youtube_integration",
    }  # fmt: skip
    page = api.ask("GET", "/", Accept="text/html")
    assert b"<html" in page.content.lower() and b"/api/docs" in page.content and b"/api/health" in page.content


def analyze_one(api, end):
    first = api.ask("POST", f"/api/analyze-isrc{end}", README)
    assert first.status in (200, 202) and first.json["isrc"] == CODES[0]
    assert first.json.keys() >= ANALYSED and first.json["artist_data"].keys() >= ARTIST_DATA
    again = api.ask("POST", f"/api/analyze-isrc{end}", README).json
    assert again["status"] == "cached" and again["scores"]["total_score"] is not None
    assert again["artist_data"]["name"] and again["track_data"]["title"] and again["data_sources_used"]
    assert again.keys() >= ANALYSED | {"message", "last_updated"}


def analyze_many(api, end):
    body = {"isrcs": [*CODES[:3], "NZABC21O0001"], "batch_size": 10}
    told = api.ask("POST", f"/api/analyze-bulk{end}", body)
    assert told.status in (200, 202)
    assert (told.json["provided"], told.json["accepted"], told.json["invalid_count"]) == (4, 3, 1)
    assert told.json["invalid_isrcs"] == ["NZABC21O0001"] and told.json["invalid"][0]["position"] == 4
    rows = api.ask("GET", told.json["rows_url"]).json["rows"]
    assert [row["isrc"] for row in rows if row["state"] != "invalid"] == CODES[:3]


def upload(api, end):
    rows = [["ISRC"], [CODES[0]], [CODES[1]], [CODES[0]], ["NZABC21O0001"]]
    text = "\n".join(row[0] for row in rows).encode()
    files = {"csv": text, "tsv": text.replace(b"\n", b"\tx\n"), "txt": text + b"\n"}
    files |= {"xlsx": xlsx(*rows), "xls": xls(*rows), "ods": ods(*rows)}
    for kind, content in files.items():
        told = api.send_file(f"/api/upload-isrcs{end}", f"catalogue.{kind}", content).json
        counted = told["count"] + told["duplicates"] + told["invalid_count"] + told["blank"]
        assert told["isrcs"] == CODES[:2] and told["cells"] == counted, kind


def leads(api, end):
    analyse(*CODES[:8])
    for name, value in FILTERS.items():
        told = api.ask("GET", f"/api/leads{end}?{name}={value}")
        assert told.status == 200 and told.json["filters_applied"][name] is not None, name
        wrong = api.ask("GET", f"/api/leads{end}?{name}={value}&{name}x=1")
        assert wrong.status == 400 and wrong.json["errors"][0]["field"] == f"{name}x", name
    assert api.ask("GET", f"/api/leads{end}?limit=0").status == 400
    seen, cursor = [], ""
    while cursor is not None:
        page = api.ask("GET", f"/api/leads{end}?limit=2&cursor={cursor}").json
        seen += [lead["id"] for lead in page["leads"]]
        cursor = page["pagination"]["next_cursor"]
    assert len(seen) == len(set(seen)) == Artist.objects.leads().count() > 2
    pages = [api.ask("GET", f"/api/leads{end}?limit=2&offset={n}").json["leads"] for n in range(0, len(seen) + 2, 2)]
    assert [lead["id"] for page in pages for lead in page] == seen


def artist(api, end):
    analyse(CODES[0])
    told = api.ask("GET", f"/api/artist/{best().pk}{end}").json
    old = {"scores", "metrics", "youtube_metrics", "contact_info", "outreach_status", "tracks", "contact_attempts"}
    assert told.keys() >= {"id", "name", "musicbrainz_id", "spotify_id", "country", "region", "genre", *old}
    for part in ("independence", "opportunity", "geographic"):
        lines = [line for line in told["score_breakdown"] if line["component"] == part]
        score = 100 * sum(one["points"] for one in lines) / sum(one["possible"] for one in lines)
        assert told["scores"][f"{part}_score"] in (None, pytest.approx(score, abs=0.051))
    evidence = [*told["evidence"].values(), *(said for line in told["score_breakdown"] for said in line["evidence"])]
    for said in (one for one in evidence if one["source"] and one.get("state") != "not_offered"):
        assert datetime.fromisoformat(said["as_of"]).tzinfo, said


def outreach(api, end):
    analyse(CODES[0])
    lead = best()
    path, lines = f"/api/artist/{lead.pk}/outreach{end}", lead.activities.filter(kind=Activity.Kind.STATUS)
    for count in (1, 2):  # also where the status stays
        told = api.ask("PUT", path, {"status": "contacted", "method": "email"}).json
        assert told["new_status"] == "contacted" and lines.count() == count
    Artist.objects.filter(pk=lead.pk).update(do_not_contact=True)
    refused = api.ask("PUT", path, {"status": "contacted"})
    assert (refused.status, refused.json["reasons"][0]["code"]) == (409, "do_not_contact")
    assert lines.count() == 2


def export(api, end):
    some_of_tier_a()
    query = "&".join(f"{name}={value}" for name, value in EXPORT["filters"].items())
    found = api.ask("GET", f"/api/leads?{query}").json["leads"]
    assert 0 < len(found) < Artist.objects.leads().count()
    file = api.ask("POST", f"/api/export{end}", EXPORT)
    assert file.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    leads, summary, *_ = load_workbook(io.BytesIO(file.content)).worksheets
    header, *rows = leads.iter_rows(min_row=6, max_row=6 + len(found), values_only=True)
    assert [(row[0], row[4]) for row in rows] == [(lead["name"], lead["total_score"]) for lead in found]
    assert header[:2] == ("Artist Name", "Country") and summary.title == "Summary Statistics"
    assert leads.max_row == 6 + len(found) or not leads.cell(7 + len(found), 1).value


def youtube_test(api, end):
    analyse(*CODES[:8])
    name = Artist.objects.exclude(youtube_channel_id=None).exclude(youtube_channel_id="").first().name

    def ask(name):
        told = api.ask("POST", f"/api/youtube/test{end}", {"artist_name": name})
        assert told.status == 200
        return told.json

    found = ask(name)
    assert (found["status"], found["integration_status"]) == ("success", "available") and found["channel_data"]
    assert ask("Nobody Has This Name")["status"] == "not_found"
    gate.pause("youtube:search", time.time() + 3600, "search_quota_spent", "Spent.")
    spent = ask(name)
    assert spent["status"] == "quota_spent" and datetime.fromisoformat(spent["until"]).tzinfo
    current.YOUTUBE_API_KEY = ""
    assert ask(name)["status"] == "not_configured"


def opportunities(api, end):
    current.YOUTUBE_DERIVED_METRICS = True
    groups = {
        "no_youtube_presence": "no_youtube_presence",
        "underperforming": "underperforming_youtube",
        "inconsistent_uploads": "inconsistent_uploads",
        "high_potential": "high_potential",
    }
    ids = {kind: ArtistFactory(youtube_finding=kind, youtube_findings=[kind]).pk for kind in groups}
    ArtistFactory()
    told = api.ask("GET", f"/api/youtube/opportunities{end}").json
    assert {one["id"] for one in told["youtube_opportunities"]} == set(ids.values())
    assert told["pagination"]["total"] == 4 and told["groups"].keys() == set(groups.values())
    for kind, group in groups.items():
        assert [one["id"] for one in told["groups"][group]] == [ids[kind]]
        (one,) = api.ask("GET", f"/api/youtube/opportunities{end}?kind={kind}").json["youtube_opportunities"]
        assert (one["id"], one["opportunity_type"]) == (ids[kind], kind)


def youtube_stats(api, end):
    Artist.objects.create(name="Never looked for")
    told = api.ask("GET", f"/api/youtube/stats{end}").json
    assert (told["total_artists"], told["artists_not_looked_up"], told["artists_without_channel"]) == (1, 1, 0)
    analyse(*CODES[:8])
    told = api.ask("GET", f"/api/youtube/stats{end}").json
    with_channel, without = told["artists_with_youtube_channels"], told["artists_without_channel"]
    assert with_channel > 0 and without > 0 and told["artists_not_looked_up"] >= 1
    assert with_channel + without + told["artists_not_looked_up"] == told["total_artists"] == Artist.objects.count()


def youtube_refresh(api, end):
    analyse(*CODES[:8])
    found, unfound = (by_channel(has).first() for has in (True, False))
    told = api.ask("POST", f"/api/artist/{found.pk}/youtube/refresh{end}", b"")
    assert (told.status, told.json["status"]) == (200, "success")
    assert told.json["scores"]["scored_at"] >= told.json["scores_before"]["scored_at"]
    assert Artist.objects.get(pk=found.pk).scored_at > found.scored_at
    gate.pause("youtube:search", time.time() + 3600, "search_quota_spent", "Spent.")
    told = api.ask("POST", f"/api/artist/{unfound.pk}/youtube/refresh{end}", b"")
    (waits,) = told.json["pending"]
    assert (told.status, told.json["status"]) == (202, "pending")
    assert (waits["platform"], waits["reason"]) == ("youtube", "search_quota_spent")
    assert datetime.fromisoformat(waits["until"]) > timezone.now() and int(told.headers["Retry-After"]) > 0
    assert told.headers["Location"] == told.json["status_url"] == f"/api/jobs/{told.json['job_id']}"


def dashboard(api, end):
    analyse(*CODES[:8])
    told = api.ask("GET", f"/api/dashboard/stats{end}").json
    artists, scored = Artist.objects.all(), Artist.objects.leads()
    contacts, emails = Contact.objects.all(), Contact.objects.filter(kind="email").values("artist").distinct()
    assert told["totals"] == {
        "artists": artists.count(), "tracks": Recording.objects.count(), "leads": scored.count(),
        "contacts": contacts.count(), "with_email": emails.count(),
    }  # fmt: skip
    tiers, regions = (Counter(scored.values_list(name, flat=True)) for name in ("tier", "region"))
    assert told["tier_distribution"] == {tier: tiers[tier] for tier in "ABCD"} and told["unscored"] == tiers[None]
    assert {name: n for name, n in told["geographic_distribution"].items() if n} == regions
    mean = sum(one.total_score for one in scored if one.tier) / sum(1 for one in scored if one.tier)
    assert told["average_total_score"] == pytest.approx(float(mean), abs=0.051)
    figures = [one.youtube_subscribers for one in by_channel(True) if one.youtube_subscribers is not None]
    assert told["youtube_statistics"]["artists_with_youtube"] == by_channel(True).count() > 0
    assert told["youtube_statistics"]["total_youtube_subscribers"] == sum(figures) > 0
    calls = Counter(Call.objects.values_list("platform", flat=True))
    assert {name: used["calls_today"] for name, used in told["api_usage"].items()} == {
        name: calls[name] for name in told["api_usage"]
    }
    rows = Counter(JobRow.objects.values_list("state", flat=True))
    expected = {"rows_waiting": 0, "rows_done_24h": rows["done"], "failed_24h": rows["failed"]}
    assert told["processing"].items() >= expected.items() and rows["done"] > 0


def example_single(api, end):
    body = {"isrc": "US-RC1-76-07839", "save_to_db": False, "include_youtube": False, "force_refresh": True}
    told = api.ask("POST", f"/api/analyze-isrc{end}", body)
    assert told.status == 200 and told.json["isrc"] == "USRC17607839"
    assert told.json["platforms"]["youtube"]["state"] == "skipped" and told.json["status_url"] is None
    assert not Recording.objects.exists() and not Job.objects.exists()


def example_bulk(api, end):
    told = api.ask("POST", f"/api/analyze-bulk{end}", {"isrcs": CODES[:2], "batch_size": 10})
    assert told.status in (200, 202) and told.json["message"].startswith("2 of 2 ISRCs ")
    if told.status == 200:
        assert told.json["total_processed"] == told.json["successful"] + told.json["failed"] + told.json["skipped"] == 2
    assert api.ask("GET", told.json["status_url"]).json["counts"]["accepted"] == 2


def example_export(api, end):
    some_of_tier_a()
    file = api.ask("POST", f"/api/export{end}", EXPORT)
    assert file.status == 200 and file.content.startswith(b"PK")
    plain = api.ask("POST", f"/api/export{end}", EXPORT | {"include_youtube": False})
    with_youtube, without = (load_workbook(io.BytesIO(one.content)).worksheets[0] for one in (file, plain))
    headers = [[cell.value for cell in sheet[6]] for sheet in (with_youtube, without)]
    assert set(headers[1]) < set(headers[0]) and all("YouTube" in one for one in set(headers[0]) - set(headers[1]))


def rate_limits(api, end):
    analyse(CODES[0])
    told = api.ask("GET", f"/api/rate-limits{end}").json["rate_limits"]
    calls = Counter(Call.objects.values_list("platform", flat=True))  # of whichever process: the ledger is all theirs
    assert {name: one["requests_today"] for name, one in told.items()} == {name: calls[name] for name in told}
    assert calls["musicbrainz"] > 0 and told["youtube"]["quota_limit_daily"] > 0
    assert api.ask("POST", f"/api/rate-limits/reset{end}", {}).json["type"] == "urn:prism:problem:debug_only"
    current.DEBUG = True
    assert api.ask("POST", f"/api/rate-limits/reset{end}", {"api_name": "spotify"}).json["reset"] == ["spotify"]
    assert api.ask("POST", f"/api/rate-limits/reset{end}", {"api_name": "myspace"}).status == 400
    assert Call.objects.count() == sum(calls.values())


OLD = [
    ("GET", "/api/health"), ("GET", "/api/status"), ("POST", "/api/analyze-isrc"), ("POST", "/api/analyze-bulk"),
    ("GET", "/api/leads"), ("GET", "/api/artist/9"), ("PUT", "/api/artist/9/outreach"), ("POST", "/api/export"),
    ("POST", "/api/youtube/test"), ("GET", "/api/youtube/opportunities"), ("GET", "/api/youtube/stats"),
    ("POST", "/api/artist/9/youtube/refresh"), ("GET", "/api/dashboard/stats"), ("GET", "/api/rate-limits"),
    ("POST", "/api/rate-limits/reset"),
]  # fmt: skip


def best() -> Artist:
    return Artist.objects.leads().first()


def by_channel(has: bool):
    """Leads on YouTube, or those that were looked for and are not there."""
    return Artist.objects.leads().on_youtube("has_channel" if has else "no_channel")


def some_of_tier_a() -> None:
    """All leads but one are A in New Zealand: those without a channel are the ones that EXPORT means."""
    analyse(*CODES[:24])
    leads = Artist.objects.leads()
    leads.exclude(pk=by_channel(False).last().pk).update(tier="A", region="new_zealand", total_score="82.5")
    assert by_channel(True).exists() and by_channel(False).count() > 1


FILTERS = {
    "tier": "A,none", "region": "new_zealand,other_english_speaking", "country": "nz", "genre": "metal",
    "min_score": "0", "max_score": "99.5", "min_coverage": "1", "outreach_status": "not_contacted", "owner": "none",
    "has_email": "true", "has_contact": "0", "do_not_contact": "false", "youtube_filter": "no_channel",
    "youtube_opportunity": "any", "independence": "self_released", "source": "1", "released_after": "2020-01-01",
    "released_before": "2030-01-01", "checked_before": "2030-01-01T00:00:00Z", "follow_up_due": "true",
    "search": "nga", "sort_by": "name", "sort_order": "asc",
}  # fmt: skip
LINES = [
    health, status, front, analyze_one, analyze_many, upload, leads, artist, outreach, export, youtube_test,
    opportunities, youtube_stats, youtube_refresh, dashboard, example_single, example_bulk, example_export, rate_limits,
]  # fmt: skip


def test_every_filter_is_tried():
    assert FILTERS.keys() == LeadFilter.base_filters.keys()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.__name__)
def test_the_line_is_kept(line, api, settings):
    settings.DEBUG = False
    line(api, "/" if LINES.index(line) % 2 else "")


def test_the_final_slash_changes_nothing(api, settings):
    settings.API_THROTTLE_TEST = 0
    for verb, path in OLD:
        answers = [api.ask(verb, path + end, b"{}" if verb != "GET" else None) for end in ("", "/")]
        without, with_slash = [(one.status, one.headers["Content-Type"]) for one in answers]
        assert without == with_slash and without[0] in (200, 400, 403, 404), path
