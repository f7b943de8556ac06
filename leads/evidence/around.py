"""What the facts of an artist rest on besides our rows, and how a source is named and dated."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from leads.gather import Hint, Known, day_of, moment_of
from leads.models import Profile, Statement
from scoring.facts import Fact, Source, first_day
from scoring.labels import LabelBook
from scoring.rules.words import day_words, platform_name

FOUND, ABSENT, CONFLICTING = Profile.State.FOUND, Profile.State.ABSENT, Profile.State.CONFLICTING
MISSED, REJECTED = Profile.State.MISSED, Profile.State.REJECTED


@dataclass(frozen=True)
class Circumstances:
    """What the flow above knows and our rows do not: why something is unknown, and where areas lie.

    A silence is kept by platform ("youtube") or by the question that got no answer ("youtube:uploads").
    """

    now: datetime
    book: LabelBook
    why: dict[int, dict[str, str]] = field(default_factory=dict)  # artist -> who is silent -> sentence
    countries: dict[str, tuple[str, str]] = field(default_factory=dict)  # area id -> (country, how we know)
    off: dict[str, str] = field(default_factory=dict)  # platform -> why it is not asked at all
    service_of: Callable[[str], str | None] = lambda url: None  # the streaming service an address belongs to
    deleted: dict[int, dict[str, str]] = field(default_factory=dict)  # artist -> platform -> its figures went when due

    def silence(self, known: Known, *asked: str) -> str:
        """The sentence on the first of these questions that got no answer; "" where none is outstanding."""
        why = self.why.get(known.artist.pk)
        if not why:
            return ""
        return next((why[key] for one in asked for key in (one, one.partition(":")[0]) if key in why), "")

    def gap(self, known: Known, *asked: str, otherwise: str = "") -> Fact:
        """A fact that these could tell and did not: unknown, or not offered where all of them are switched off."""
        platforms = [one.partition(":")[0] for one in asked]
        if all(platform in self.off for platform in platforms):
            return Fact.not_offered(self.off[platforms[0]])
        return Fact.unknown(self.silence(known, *asked) or otherwise)

    def gone(self, known: Known, platform: str, *asked: str) -> Fact | None:
        """A fact that was held and had to be deleted for its age, or None where that is not what happened."""
        told = self.deleted.get(known.artist.pk, {}).get(platform)
        if told is None:
            return None
        rest = self.off.get(platform) or self.silence(known, *asked)
        return Fact.stale(None, source(known, platform), note=f"{told}; {rest}" if rest else told)

    def held(self, known: Known, platform: str, value, told: Source) -> Fact:
        """What the platform told: known, or out of date past the day by which it had to be asked for again."""
        due = known.profiles[platform].expires_at
        if due is None or due > self.now:
            return Fact.known(value, told)
        note = f"{platform_name(platform)} had to be asked again by {day_words(first_day(day_of(due)))}"
        return Fact.stale(value, told, note=note)


def source(known: Known, platform: str, value=None, url: str | None = None, at: str | None = None) -> Source:
    """What a platform says, dated by `at` where that is known, else by its newest answer."""
    profile = known.profiles.get(platform)
    if profile is None:
        return Source(platform, value, url, moment_of(at))
    return Source(platform, value, url or profile.url or None, moment_of(at or profile.fetched_at))


def staff(statement: Statement) -> Source:
    return Source("staff", statement.value, None, moment_of(statement.made_at))


def upload(hint: Hint, value: str) -> Source:
    return Source("upload", value, None, hint.at, hint.upload)
