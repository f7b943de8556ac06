"""One artist asked about by name or by code, for a person who wants to see what a platform tells about them.

Through the same gates, quotas and ledger as any other question. Nothing is kept but the calls.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from enrichment import ask, gate, ledger
from enrichment.findings import ChannelFinding, ChannelHit, UploadsFinding, VideoFinding
from enrichment.gate import Closed
from enrichment.kinds import KIND, LABELS, LASTFM, MB, SPOTIFY, YOUTUBE
from enrichment.learn.youtube import ALIKE, TOPIC
from enrichment.models import Call, Lookup
from enrichment.platforms.base import Misconfigured, NotOffered, PlatformError
from enrichment.verdicts import SPENT
from leads.names import same_name, similarity

PAGES = {MB: "https://musicbrainz.org/artist/", SPOTIFY: "https://open.spotify.com/artist/"}


@dataclass(frozen=True)
class Named:
    """An artist as one platform knows them."""

    name: str
    id: str | None
    url: str | None


@dataclass
class Channel:
    """A channel as far as it was read; `videos` are figures of its newest ones."""

    id: str
    title: str
    finding: ChannelFinding | None = None
    uploads: UploadsFinding | None = None
    videos: tuple[VideoFinding, ...] = ()


@dataclass
class Trial:
    """What asking came to; `calls` are counted by the purse they were paid from."""

    platform: str
    status: str = "success"  # not_found, not_configured, quota_spent, failed
    message: str = ""
    found: Named | Channel | None = None
    until: datetime | None = None
    seconds: float = 0.0  # spent waiting for the platform
    calls: Counter = field(default_factory=Counter)


def try_out(platform: str, *, name: str = "", isrc: str = "") -> Trial:
    """Ask the platform about this artist, or about the one who made this recording."""
    trial = Trial(platform)
    if platform not in gate.configured():
        trial.status, trial.message = "not_configured", gate.off(platform)
        return trial
    try:
        trial.found = _channel(trial, name) if platform == YOUTUBE else _named(trial, name, isrc)
    except _Stopped as stopped:
        trial.status, trial.message, trial.until = stopped.args
        return trial
    if trial.found is None:
        trial.status = "not_found"
        trial.message = f"{LABELS[platform]} knows {'no recording of this code' if isrc else 'nobody of this name'}."
    else:
        trial.message = trial.message or f"{LABELS[platform]} answers."
    return trial


class _Stopped(Exception):
    """Nothing more can be asked: status, message, until."""


# --- One question -----------------------------------------------------------------------------------------------------


def _ask(trial: Trial, kind_name: str, question: Callable, purse: str = "calls"):
    """What the platform answers to `question` of its adapter."""
    platform, calls = trial.platform, []
    slot = _slot(platform, kind_name, calls)
    if isinstance(slot, Closed):
        raise _stopped(slot)
    time.sleep(max(0.0, slot - time.time()))
    adapter, began = ask.adapter(platform), time.monotonic()
    adapter.account.take()
    trial.calls[purse] += 1
    try:
        answer = question(adapter)
    except PlatformError as error:
        ledger.settle(calls, adapter.account.take(), error.outcome)
        raise _refused(platform, kind_name, error) from error
    finally:
        trial.seconds += time.monotonic() - began
    ledger.settle(calls, adapter.account.take(), "answered")
    gate.answered(platform)
    return answer


def _slot(platform: str, kind_name: str, calls: list[Call]) -> float | Closed | None:
    """A key that was refused may be mended by now: whoever tries wants to know."""
    kind = replace(KIND[platform, kind_name], alone="")  # a name is searched for, never looked up
    nobodys = Lookup(platform=platform, kind=kind_name, subject="")  # never stored

    def reserve():
        calls.clear()
        now = time.time()
        claim = ledger.entering(kind, [nobodys], calls, datetime.fromtimestamp(now, UTC))
        return gate.reserve(kind, now, claim=claim)

    slot = reserve()
    if isinstance(slot, Closed) and slot.reason == Misconfigured.outcome:
        gate.forgive()
        slot = reserve()
    return slot


def _refused(platform: str, kind_name: str, error: PlatformError) -> _Stopped:
    if isinstance(error, NotOffered):
        return _Stopped("failed", error.sentence, None)
    now = time.time()
    gate.fault(platform, error, now)
    closed = gate.closure(KIND[platform, kind_name], gate.shut(now))
    return _stopped(closed) if closed else _Stopped("failed", error.sentence, None)


def _stopped(closed: Closed) -> _Stopped:
    status = "quota_spent" if closed.reason in SPENT else "failed"
    return _Stopped(status, closed.message, datetime.fromtimestamp(closed.until, UTC))


# --- MusicBrainz, Spotify, Last.fm: one question ----------------------------------------------------------------------


def _named(trial: Trial, name: str, isrc: str) -> Named | None:
    if trial.platform == LASTFM:
        told = _ask(trial, "audience", lambda lastfm: lastfm.artist(name, None))
        return told and Named(told.name, told.mbid, told.url)
    if trial.platform == MB and not isrc:
        page = _ask(trial, "artist", lambda musicbrainz: musicbrainz.artists_named(name))
        return _of_name(trial.platform, name, page.items)
    if isrc:
        return _of_code(trial, isrc)
    tracks = _ask(trial, "tracks", lambda spotify: spotify.tracks_by_artist(name))
    return _of_name(trial.platform, name, [credit for track in tracks for credit in track.credits])


def _of_code(trial: Trial, isrc: str) -> Named | None:
    if trial.platform == MB:
        recordings = _ask(trial, "recording", lambda musicbrainz: musicbrainz.recordings([isrc])).items
    else:
        recordings = _ask(trial, "isrc", lambda spotify: spotify.tracks_by_isrc(isrc))
    credits = [credit for one in recordings if isrc in one.isrcs for credit in one.credits]
    return _as_named(trial.platform, credits[0]) if credits else None


def _of_name(platform: str, name: str, candidates) -> Named | None:
    same = next((one for one in candidates if same_name(one.name, name)), None)
    return same and _as_named(platform, same)


def _as_named(platform: str, one) -> Named:
    return Named(one.name, one.id, f"{PAGES[platform]}{one.id}" if one.id else None)


# --- YouTube: a search, then at most three units ----------------------------------------------------------------------


def _channel(trial: Trial, name: str) -> Channel | None:
    hit = _best(name, _ask(trial, "search", lambda youtube: youtube.search(name), "search"))
    if hit is None:
        return None
    found, trial.message = Channel(hit.id, hit.title), "A channel was found."
    try:
        _read(trial, found)
    except _Stopped as stopped:
        trial.message = f"A channel was found; not all of it could be read. {stopped.args[1]}"
        trial.until = stopped.args[2]
    return found


def _best(name: str, hits: tuple[ChannelHit, ...]) -> ChannelHit | None:
    """The channel of this name, or one very like it; an automatic Topic channel is nobody's own."""
    own = [hit for hit in hits if not hit.title.endswith(TOPIC)]
    alike = [hit for hit in own if same_name(hit.title, name) or similarity(hit.title, name) >= ALIKE]
    return max(alike, key=lambda hit: similarity(hit.title, name), default=None)


def _read(trial: Trial, found: Channel) -> None:
    """Its figures, its newest uploads and theirs."""
    channels = _ask(trial, "channel", lambda youtube: youtube.channels([found.id]), "units")
    found.finding = next(iter(channels), None)
    playlist = found.finding and found.finding.uploads
    if not playlist:
        return
    found.uploads = _ask(trial, "uploads", lambda youtube: youtube.uploads(playlist), "units")
    newest = [video for video, _ in found.uploads.uploads[: ask.NEWEST_VIDEOS]]
    if newest:
        batched = gate.stats_offered(time.time())
        question = lambda youtube: (youtube.video_stats if batched else youtube.videos)(newest)  # noqa: E731
        found.videos = _ask(trial, "videos", question, "units")
