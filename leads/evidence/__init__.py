"""What our rows say of an artist, put into the facts that the rules may know. No queries: all comes in gathered.

A platform that failed, is off or was never asked leaves a fact unknown, or not offered; only one that was asked and
does not have it makes the fact absent. Where sources say different things, all of them are kept.
"""

from leads.evidence.around import Circumstances
from leads.evidence.claims import country, genre, last_release, publisher
from leads.evidence.figures import audience, history, subscribers, upload_frequency
from leads.evidence.presence import links_read, services, spotify, youtube
from leads.gather import Known
from leads.labelling import NEWEST, clues_of
from scoring.facts import ArtistFacts

__all__ = ["Circumstances", "facts_of"]


def facts_of(known: Known, around: Circumstances) -> ArtistFacts:
    """The facts of one artist as of `around.now`."""
    clues, note = clues_of(known, around.book)
    heard, heard_by = audience(known, around)
    return ArtistFacts(
        name=known.artist.name,
        country=country(known, around),
        genre=genre(known, around),
        clues=clues,
        independence_note=note or _why_no_label(known, around),
        independence_stale=not clues and _lines_are_deleted(known),
        spotify=spotify(known, around),
        youtube=youtube(known, around),
        youtube_topic_only=bool(known.data("youtube").get("topic_only")),
        subscribers=subscribers(known, around),
        subscriber_history=history(known, "youtube", "subscribers"),
        upload_frequency=upload_frequency(known, around),
        services=services(known, around),
        links_read=links_read(known, around),
        publisher=publisher(known),
        audience=heard,
        audience_source=heard_by,
        audience_history=history(known, "lastfm", "listeners", "playcount") + history(known, "spotify", "followers"),
        last_release=last_release(known, around),
    )


def _why_no_label(known: Known, around: Circumstances) -> str:
    """Where no label and no copyright line was read: what kept us from it."""
    kept = around.silence(known, "spotify:album", "spotify:isrc", "musicbrainz:release", "musicbrainz:artist")
    return kept or around.off.get("spotify") or ""


def _lines_are_deleted(known: Known) -> bool:
    """Labels or copyright lines of a release were here once: it was read, and nothing is left of that."""
    releases = known.own_releases[:NEWEST]
    return any(one.fetched_at and one.labels is None and one.copyrights is None for one in releases)
