"""How many listen, subscribe and upload: figures age, and what had to be deleted for its age is out of date."""

from datetime import datetime

from leads.evidence.around import ABSENT, CONFLICTING, REJECTED, Circumstances, source
from leads.gather import Known
from scoring.facts import Fact, Figure, Source
from scoring.rules import upload_frequency as frequency_of

CHANNEL_ASKED = ("youtube:channel", "youtube:handle", "youtube:search")


def subscribers(known: Known, around: Circumstances) -> Fact:
    """Of the artist's own channel; hidden is unknown."""
    data = known.data("youtube")
    if nobody := _no_channel(known):
        return nobody
    if data.get("hidden_subscribers"):
        return Fact.unknown("The channel hides its subscribers", source(known, "youtube", at=data.get("channel_at")))
    if (count := data.get("subscribers")) is not None:
        return around.held(known, "youtube", count, source(known, "youtube", count, at=data.get("channel_at")))
    gone = around.gone(known, "youtube", *CHANNEL_ASKED)
    return gone or around.gap(known, *CHANNEL_ASKED)


def upload_frequency(known: Known, around: Circumstances) -> Fact:
    """How often the channel uploads, as of the day its list was read: an old list says nothing of the time since."""
    data = known.data("youtube")
    if nobody := _no_channel(known):
        return nobody
    published = data.get("published") if known.artist.youtube_channel_id else None
    if published is None:
        asked = ("youtube:uploads", *CHANNEL_ASKED)
        return around.gone(known, "youtube", *asked) or around.gap(known, *asked)
    as_of = datetime.fromisoformat(data["uploads_at"]) if data.get("uploads_at") else around.now
    frequency = frequency_of([datetime.fromisoformat(day) for day in published if day], as_of)
    told = source(known, "youtube", f"{len(published)} newest uploads read", at=data.get("uploads_at"))
    return around.held(known, "youtube", frequency, told)


def _no_channel(known: Known) -> Fact | None:
    """Without a channel of the artist's own there is nobody to subscribe to."""
    if known.artist.youtube_channel_id and not known.data("youtube").get("topic_only"):
        return None
    if known.state("youtube") == ABSENT:
        return Fact.absent(source(known, "youtube"), note="No channel of their own was found")
    if known.state("youtube") == REJECTED:
        return Fact.unknown("What was found is not the artist's channel", source(known, "youtube"))
    return None


def audience(known: Known, around: Circumstances) -> tuple[Fact, str]:
    """Spotify's followers where the key offers them, else Last.fm's listeners; what is out of date comes after both.

    Two figures of two platforms count different people: they are no conflict.
    """
    followers, listeners = _followers(known, around), _listeners(known, around)
    if followers and (followers.is_known or not listeners.is_known):
        return followers, "spotify"
    return listeners, "lastfm" if known.state("lastfm") else ""


def _followers(known: Known, around: Circumstances) -> Fact | None:
    if (count := known.data("spotify").get("followers")) is None:
        had = known.data("spotify").get("had_followers")
        return around.gone(known, "spotify", "spotify:followers") if had else None
    return around.held(known, "spotify", count, source(known, "spotify", count))


def _listeners(known: Known, around: Circumstances) -> Fact:
    data = known.data("lastfm")
    if (count := data.get("listeners")) is not None:
        fact = around.held(known, "lastfm", count, source(known, "lastfm", count))
        return Fact(count, fact.state, fact.sources, fact.note, _others_listened(known))
    if known.state("lastfm") == ABSENT:
        return Fact.absent(source(known, "lastfm"))
    if known.state("lastfm") == CONFLICTING:
        note = f"Last.fm's page of this name is about “{data.get('answered_for')}”"
        return Fact.conflicting(source(known, "lastfm"), note=note)
    gone = around.gone(known, "lastfm", "lastfm:audience")
    return gone or around.gap(known, "lastfm:audience", otherwise="Last.fm has not been asked")


def _others_listened(known: Known) -> tuple[Source, ...]:
    if not known.data("lastfm").get("shared_page"):
        return ()
    return (source(known, "lastfm", "Several artists of this name share one page"),)


def history(known: Known, platform: str, *metrics: str) -> tuple[Figure, ...]:
    """The platform's dated figures, oldest first."""
    return tuple(
        (shot.day.isoformat(), f"{platform}_{shot.metric}", shot.value)
        for shot in known.snapshots
        if shot.platform == platform and shot.metric in metrics
    )
