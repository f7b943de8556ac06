"""The shape of one artist whole, and an example."""

from enrichment.kinds import PLATFORMS
from leads.models import Credit
from outreach.models import Contact
from prism.api.activities import ACTIVITY, ACTIVITY_EXAMPLE
from prism.api.evidence import EVIDENCE, EVIDENCE_EXAMPLE
from prism.api.lead_shapes import INDEPENDENCE, LEAD_EXAMPLE, OPENING, PRECISION, REGION, STATUS
from prism.api.lead_shapes import YOUTUBE as YOUTUBE_SUMMARY
from prism.api.score_shapes import LINE, LINE_EXAMPLE, SCORES, SCORES_EXAMPLE, STATE
from prism.api.shapes import DAY, FLAG, MOMENT, SERVICE, TEXT, WHOLE, by_name, many, maybe, obj, one_of

KIND, ROLE = one_of(*Contact.Kind.values), one_of(*Credit.Role.values)
METRICS = obj(
    monthly_listeners=maybe(WHOLE), follower_count=maybe(WHOLE), lastfm_listeners=maybe(WHOLE),
    lastfm_playcount=maybe(WHOLE), release_count=maybe(WHOLE), last_release_date=maybe(DAY),
    last_release_precision=PRECISION,
)  # fmt: skip
YOUTUBE = obj(
    channel_id=maybe(TEXT), **YOUTUBE_SUMMARY, last_upload=maybe(MOMENT), as_of=maybe(MOMENT),
    expires_at=maybe(MOMENT),
)  # fmt: skip
CONTACT_INFO = obj(email=maybe(TEXT), website=maybe(TEXT), social_handles=by_name(TEXT), management_contact=maybe(TEXT))
CONTACT = obj(
    id=WHOLE, type=KIND, method=KIND, value=maybe(TEXT), platform=maybe(TEXT), confidence=WHOLE, source=TEXT,
    source_url=maybe(TEXT), verified=FLAG, found_at=MOMENT, suppressed=FLAG,
)  # fmt: skip
TRACK = obj(
    id=WHOLE, isrc=TEXT, title=maybe(TEXT), release_date=maybe(DAY), release_precision=PRECISION, label=maybe(TEXT),
    spotify_popularity=maybe(WHOLE), role=ROLE, artists=many(obj(id=WHOLE, name=TEXT, role=ROLE)),
)  # fmt: skip
RELEASE = obj(
    id=WHOLE, title=TEXT, release_date=maybe(DAY), precision=PRECISION, label=maybe(TEXT), type=maybe(TEXT),
    copyright_lines=many(TEXT), sources=many(one_of("musicbrainz", "spotify")),
)  # fmt: skip
PROFILE = obj(platform=one_of(*PLATFORMS), url=maybe(TEXT), state=STATE, source=TEXT, as_of=MOMENT)
ARTIST = obj(
    id=WHOLE, name=TEXT, aliases=many(TEXT), musicbrainz_id=maybe(TEXT), spotify_id=maybe(TEXT), country=maybe(TEXT),
    region=REGION, genre=maybe(TEXT), genres=many(TEXT), scores=SCORES, score_breakdown=many(LINE),
    coverage=maybe(WHOLE), independence=INDEPENDENCE, evidence=EVIDENCE, metrics=METRICS, youtube_metrics=YOUTUBE,
    youtube_opportunities=many(obj(type=OPENING, because=TEXT)), contact_info=CONTACT_INFO,
    contact_attempts=many(CONTACT), outreach_status=STATUS, owner=maybe(TEXT), follow_up_on=maybe(DAY),
    do_not_contact=obj(active=FLAG, reason=maybe(TEXT), since=maybe(DAY)), outreach_history=many(ACTIVITY),
    tracks=many(TRACK), tracks_total=WHOLE, releases=many(RELEASE), releases_total=WHOLE, profiles=many(PROFILE),
    timestamps=obj(created_at=MOMENT, updated_at=MOMENT, last_scraped=maybe(MOMENT)), history_url=TEXT,
    snapshots_url=TEXT, merged_from=many(WHOLE), notices=many(TEXT), service=SERVICE,
)  # fmt: skip

_SAME = ("id", "name", "country", "region", "genre", "genres", "coverage", "independence", "outreach_status")
ARTIST_EXAMPLE = {name: LEAD_EXAMPLE[name] for name in _SAME} | {
    "aliases": [],
    "musicbrainz_id": "0c1d",
    "spotify_id": "2BBB",
    "scores": SCORES_EXAMPLE,
    "score_breakdown": [LINE_EXAMPLE],
    "evidence": EVIDENCE_EXAMPLE,
    "metrics": {
        "monthly_listeners": None,
        "follower_count": None,
        "lastfm_listeners": 5321,
        "lastfm_playcount": 48210,
        "release_count": 6,
        "last_release_date": "2026-08-14",
        "last_release_precision": "day",
    },
    "youtube_metrics": LEAD_EXAMPLE["youtube_summary"]
    | {
        "channel_id": "UCaa",
        "last_upload": "2026-10-02T18:00:00+13:00",
        "as_of": "2026-11-22T20:14:58+13:00",
        "expires_at": "2026-12-22T20:14:58+13:00",
    },
    "youtube_opportunities": [{"type": "inconsistent_uploads", "because": "1 upload in 90 days"}],
    "contact_info": {
        "email": None,
        "website": "https://trio.example",
        "social_handles": {"instagram": "exampletrio"},
        "management_contact": None,
    },
    "contact_attempts": [
        {
            "id": 71,
            "type": "website",
            "method": "website",
            "value": "https://trio.example",
            "platform": None,
            "confidence": 90,
            "source": "musicbrainz",
            "source_url": "https://musicbrainz.org/artist/0c1d",
            "verified": False,
            "found_at": "2026-11-22T20:14:55+13:00",
            "suppressed": False,
        }
    ],
    "owner": "analyst1",
    "follow_up_on": "2026-12-06",
    "do_not_contact": {"active": False, "reason": None, "since": None},
    "outreach_history": [ACTIVITY_EXAMPLE],
    "tracks": [
        {
            "id": 9,
            "isrc": "NZABC2100001",
            "title": "Harbour Light",
            "release_date": "2021-03-19",
            "release_precision": "day",
            "label": "Example Trio",
            "spotify_popularity": None,
            "role": "main",
            "artists": [{"id": 17, "name": "Example Trio", "role": "main"}],
        }
    ],
    "tracks_total": 1,
    "releases": [
        {
            "id": 4,
            "title": "Harbour Light",
            "release_date": "2021-03-19",
            "precision": "day",
            "label": "Example Trio",
            "type": "single",
            "copyright_lines": ["℗ 2021 Example Trio"],
            "sources": ["musicbrainz", "spotify"],
        }
    ],
    "releases_total": 6,
    "profiles": [
        {
            "platform": "musicbrainz",
            "url": "https://musicbrainz.org/artist/0c1d",
            "state": "known",
            "source": "musicbrainz",
            "as_of": "2026-11-22T20:14:55+13:00",
        }
    ],
    "timestamps": {
        "created_at": "2026-11-20T09:00:00+13:00",
        "updated_at": "2026-11-22T20:15:00+13:00",
        "last_scraped": "2026-11-22T20:14:58+13:00",
    },
    "history_url": "/api/artist/17/history",
    "snapshots_url": "/api/artist/17/history?kind=snapshot",
    "merged_from": [],
    "notices": [],
    "service": "Prism Analytics Engine",
}
