"""Facts of any artist there could be: every state, every border value, sources and counter-evidence of any kind.

Whole facts are drawn from short lists, which is ten times as quick as building each from its letters.
"""

import random

from hypothesis import strategies as some

from scoring.facts import ArtistFacts, Clue, Fact, Kind, Source, State
from scoring.rules import DEFAULT_POLICY, PolicyData
from tests.scoring.facts import POLICY

WORDS = "Kōwhai’s “Tapes” <II>, spring & sum.csv \\ 日本 🎷"
TOLD = Source("lastfm", WORDS, "https://example.test/?a=1&b=2", "2026-11-20T21:05:00+13:00", None)
SAYS = (
    (),
    (TOLD,),
    (Source("upload", "AU", None, "2026-11-01", "spring.csv"), Source("musicbrainz", ["a", 1, None, 0.5, True])),
    (Source("staff"), Source("", 0), Source("youtube", False, "", "")),
)
DAYS = ("2019", "2025-11-21", "2025-11-22", "2026-03", "2026-10-25", "2026-11-08", "2026-11-22", "2031-01-01", "soon")
COUNTS = (0, 1, 499, 500, 999, 1000, 1499, 1500, 4999, 5000, 9999, 10000, 10001, 3_000_000_000, 2**62)
UNKNOWN = [state for state in State if state is not State.KNOWN]


def fact(*values):
    """One of these values known, or any other state with whatever may stand beside it."""
    known = [Fact(value, State.KNOWN, told, "", against) for value in values for told in SAYS for against in SAYS[:2]]
    rest = [Fact(None, state, told, note) for state in UNKNOWN for told in SAYS[:2] for note in ("", WORDS)]
    stale = [Fact(values[0], State.STALE, SAYS[2], "Past its day", SAYS[1]), Fact()]
    times = max(1, len(known) // len(rest + stale))  # about as often known as not
    return some.sampled_from(known + times * (rest + stale))


def figures(*metrics):
    """Up to four looks, in any order."""
    chance, looks = random.Random(5), [(day, metric, count) for day in DAYS for metric in metrics for count in COUNTS]
    return some.sampled_from([(), *(tuple(chance.sample(looks, 1 + size % 4)) for size in range(400))])


KINDS = [
    Clue(kind, because, Source(platform, WORDS, None, "2026-11-20"), day, label)
    for kind in Kind
    for platform in ("musicbrainz", "spotify", "staff", "upload")
    for day in (None, *DAYS)
    for because, label in (("because", None), (WORDS, WORDS))
]
CLUES = some.lists(some.sampled_from(KINDS), max_size=4).map(tuple)
FACTS = some.builds(
    ArtistFacts,
    name=some.sampled_from(["", WORDS]),
    country=fact("NZ", "AU", "TO", "GB", "XW"),
    genre=fact("folk", WORDS),
    clues=CLUES,
    independence_note=some.sampled_from(["", WORDS]),
    independence_stale=some.booleans(),
    spotify=fact("id", True),
    youtube=fact("UC"),
    youtube_topic_only=some.booleans(),
    subscribers=fact(*COUNTS),
    subscriber_history=figures("youtube_subscribers"),
    upload_frequency=fact("very_active", "active", "moderate", "low", "inactive"),
    services=some.lists(some.sampled_from(["Spotify", "Deezer", "Tidal", "YouTube Music"]), max_size=4).map(tuple),
    links_read=fact(True),
    publisher=fact("Tui Songs"),
    audience=fact(*COUNTS),
    audience_source=some.sampled_from(["", "lastfm", "spotify"]),
    audience_history=figures("lastfm_listeners", "lastfm_playcount", "spotify_followers"),
    last_release=fact(*([day, precision] for day in DAYS for precision in ("day", "month", "year"))),
)
# Weights and points that divide into thirds and hundredths: an early rounding would show.
UNEVEN = {
    "weights": {"independence": 33.33, "opportunity": 46.66, "geography": 20.01},
    "points": DEFAULT_POLICY["points"]
    | {"geography": {"new_zealand": 7, "australia": 3.5, "pacific_islands": 3, "other": 0.01}},
    "tiers": {"A": 66.67, "B": 33.34, "C": 0.01},
}
POLICIES = some.sampled_from([POLICY, PolicyData.from_json(DEFAULT_POLICY | UNEVEN)])
