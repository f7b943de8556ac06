"""A book of leads with facts as the pipeline stores them, and what trying and applying a policy on it costs."""

import copy
import itertools
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from enrichment import gate
from enrichment.kinds import KIND, MB
from leads import policies, runs
from leads.assess import verdicts
from leads.models import Artist, PolicyRun
from leads.names import fold
from scoring.facts import ArtistFacts, Clue, Fact, Kind, Source
from scoring.models import Policy, settle
from scoring.rules import PolicyData, assess

BATCH = 1000
KINDS = 2000  # different leads; further ones repeat them under another name
WORDS = ["Harbour", "Lantern", "Tūī", "Gravel", "Signal", "Kererū", "Paddock", "Velvet", "Tide", "Ember", "Ōtaki"]
EVERY = 0.05  # seconds between two reservations of the one who watches the gate


# --- The book ---------------------------------------------------------------------------------------------------------


def fill(leads: int, seed: int) -> dict:
    """Make the database and the leads in it; how many bytes of facts and reasons one has."""
    call_command("prepare", no_static=True, no_admin=True, verbosity=0, stdout=sys.stderr)
    version, policy = Policy.objects.current()
    chance = random.Random(seed)
    kinds = [_lead(chance, number, version, policy) for number in range(min(KINDS, leads))]
    sizes = [len(json.dumps(lead.facts)) for lead in kinds], [len(json.dumps(lead.breakdown)) for lead in kinds]
    numbers = iter(range(leads))
    while batch := list(itertools.islice(numbers, BATCH)):
        Artist.objects.bulk_create([_named(kinds[number % len(kinds)], number) for number in batch], batch_size=250)
    return {"facts_bytes": sum(sizes[0]) // len(kinds), "breakdown_bytes": sum(sizes[1]) // len(kinds)}


def _named(kind: Artist, number: int) -> Artist:
    lead = copy.copy(kind)
    lead.name = f"{kind.name} {number}"
    lead.search_name = fold(lead.name)
    return lead


def _lead(chance: random.Random, number: int, version: int, policy: PolicyData) -> Artist:
    facts = _facts(chance, f"{chance.choice(WORDS)} {chance.choice(WORDS)}")
    breakdown = assess(facts, policy, timezone.localdate())
    lead = Artist(
        name=facts.name,
        country=facts.country.value if facts.country.is_known else None,
        region=breakdown.region,
        facts=facts.to_json(),
        breakdown=breakdown.to_json(),
        policy_version=version,
        scored_at=timezone.now(),
        **verdicts(breakdown),
    )
    settle(lead)
    return lead


def _facts(chance: random.Random, name: str) -> ArtistFacts:
    """Facts in every state, with sources, notes, a dozen clues and half a year of figures."""
    mbid = f"{chance.getrandbits(128):032x}"
    page = f"https://musicbrainz.org/artist/{mbid}"

    def said(platform, value=None):
        day = timezone.localdate() - timedelta(days=chance.randrange(30))
        return Source(platform, value, page if platform == "musicbrainz" else None, day.isoformat())

    def maybe(share, value, platform, note):
        return (
            Fact.known(value, said(platform, value)) if chance.random() < share else Fact.unknown(note, said(platform))
        )

    country = chance.choices(["NZ", "AU", "WS", "GB"], [5, 3, 1, 2])[0]
    listeners, subscribers = chance.randrange(200, 90_000), chance.randrange(10, 30_000)
    looked = chance.random()
    youtube = Fact.unknown("YouTube search is spent until 9:00 pm.")
    if looked < 0.6:
        youtube = Fact.known("UC" + mbid[:22], said("youtube")) if looked < 0.4 else Fact.absent(said("youtube"))
    has_channel = youtube.is_known
    released = timezone.localdate() - timedelta(days=chance.randrange(20, 900))
    return ArtistFacts(
        name=name,
        country=maybe(
            0.8, country, "musicbrainz", "MusicBrainz names Te Ika-a-Māui, but where that lies is not known yet"
        ),
        genre=maybe(0.7, "indie folk", "lastfm", "No source names a genre"),
        clues=tuple(_clues(chance, name, page)),
        spotify=maybe(0.7, mbid[:22], "spotify", "Not found on Spotify once; a second look a day later will tell"),
        youtube=youtube,
        subscribers=Fact.known(subscribers, said("youtube", subscribers)) if has_channel else Fact(),
        subscriber_history=_history(chance, "youtube_subscribers", subscribers) if has_channel else (),
        upload_frequency=Fact.known(chance.choice(["active", "low", "inactive"]), said("youtube"))
        if has_channel
        else Fact(),
        services=tuple(chance.sample(["Spotify", "Deezer", "Tidal", "Apple Music"], chance.randrange(1, 4))),
        links_read=maybe(0.8, True, "musicbrainz", "No list of the artist's links has been read"),
        publisher=Fact.absent(said("staff")) if chance.random() < 0.1 else Fact(),
        audience=maybe(0.9, listeners, "lastfm", "Last.fm has not been asked"),
        audience_source="lastfm",
        audience_history=_history(chance, "lastfm_listeners", listeners)
        + _history(chance, "lastfm_playcount", 9 * listeners),
        last_release=maybe(0.9, [released.isoformat(), "day"], "musicbrainz", "No release date is known"),
    )


def _clues(chance: random.Random, name: str, page: str) -> Iterator[Clue]:
    kind = chance.choice([Kind.SELF_RELEASED, Kind.SELF_RELEASED, Kind.INDIE_LABEL, Kind.SMALL_DISTRIBUTOR, Kind.MAJOR])
    for number in range(chance.randrange(2, 12)):
        label = f"{name} Records"
        source = Source("musicbrainz", f"2024 {label}", f"{page}/releases/{number}", "2026-11-02")
        day = (timezone.localdate() - timedelta(days=90 * number + chance.randrange(80))).isoformat()
        yield Clue(kind, f"The label “{label}” carries the artist's own name", source, day, label)


def _history(chance: random.Random, metric: str, newest: int) -> tuple[tuple[str, str, int], ...]:
    weeks = [timezone.localdate() - timedelta(weeks=week) for week in range(chance.randrange(2, 26), -1, -1)]
    return tuple((day.isoformat(), metric, max(0, newest - 40 * number)) for number, day in enumerate(reversed(weeks)))


# --- What it costs ----------------------------------------------------------------------------------------------------


def bound() -> dict:
    """Reading all stored facts, and writing finished values by upsert: what no rescoring can do without."""
    began = time.perf_counter()
    for _ in Artist.objects.order_by("pk").values_list("pk", "facts").iterator(chunk_size=BATCH):
        pass
    read = time.perf_counter() - began
    upsert, last = 0.0, 0
    while rows := list(Artist.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        began = time.perf_counter()
        Artist.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=runs.WRITTEN
        )
        upsert += time.perf_counter() - began
    return {"read_seconds": round(read, 2), "upsert_seconds": round(upsert, 2)}


def preview() -> dict:
    return _timed(lambda: policies.preview(_draft(), None))


def rescore() -> dict:
    draft, (published, _) = _draft(), Policy.objects.current()
    return _timed(lambda: policies.publish(draft, None, "Measured.", seen=draft.stamp, instead_of=published))


def _draft() -> Policy:
    """Other weights and borders: nearly every total moves, and many a tier."""
    draft = policies.new_draft(Policy.objects.get(state=Policy.State.PUBLISHED), None)
    data = copy.deepcopy(draft.data)
    data["weights"] = {"independence": 35, "opportunity": 40, "geography": 25}
    data["tiers"]["A"] = 65
    return policies.save_draft(draft, "Measured", data, None, seen=draft.stamp)


def _timed(begin) -> dict:
    began, used = time.perf_counter(), time.process_time()
    run: PolicyRun = begin()
    while runs.work_on(run.pk):
        pass
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    run.refresh_from_db()
    if (run.state, run.done) != (PolicyRun.State.DONE, run.total):
        raise RuntimeError(f"The run ended {run.state} with {run.done} of {run.total} leads: {run.message}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "peak_mb": peak, "leads": run.done}


def watch() -> dict:
    """Reserve at a gate again and again until somebody closes our input; the longest that one had to wait."""
    kind, waits = KIND[MB, "recording"], []
    print("ready", flush=True)
    while not _closed():
        began = time.perf_counter()
        gate.reserve(kind, time.time(), max_wait=1e9)
        waits.append(time.perf_counter() - began)
        time.sleep(EVERY)
    return {"reservations": len(waits), "longest_wait": round(max(waits, default=0), 3)}


def _closed() -> bool:
    import select

    return bool(select.select([sys.stdin], [], [], 0)[0])


MEASURES = {"bound": bound, "preview": preview, "rescore": rescore, "watch": watch}
