"""What would settle the open lines of a score: whom to ask, what that costs of today's quota, and what waits already.

Joins what could be gained with what was asked and with what gates and quotas allow; a few queries for one artist.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from enrichment import gate, quotas
from enrichment.kinds import KIND, LABELS, LASTFM, MB, SPOTIFY, YOUTUBE, Kind
from enrichment.learn.rows import SECOND_LOOK
from enrichment.models import Lookup
from enrichment.worth import COULD_SETTLE
from leads.gains import TELLING, Gain, Telling, gains
from leads.models import Artist, Credit, Profile
from scoring.facts import first_day
from scoring.rules import PolicyData
from scoring.rules.breakdown import DECIDED
from scoring.rules.words import day_words

Name = tuple[str, str]  # platform and kind
ANSWERED = (Lookup.State.FOUND, Lookup.State.NOT_FOUND)
# What asking now would begin with where it was never asked; the rest follows from the answers.
FIRST = {
    (MB, "artist"): lambda artist: artist.mbid,
    (MB, "links"): lambda artist: artist.mbid,
    (LASTFM, "audience"): lambda artist: True,
    (YOUTUBE, "search"): lambda artist: not artist.youtube_channel_id,
    (YOUTUBE, "channel"): lambda artist: artist.youtube_channel_id,
    (SPOTIFY, "isrc"): lambda artist: True,
}
FIGURES = {LASTFM: "audience", SPOTIFY: "followers"}  # who counts an audience, by which question
IDENTIFYING = (SPOTIFY, YOUTUBE)  # where it must be known who the artist is before more is asked
COUNTED = {"youtube:search": "search", "youtube:main": "unit", "spotify:daily": "call"}
BY_THE_WAY = "last_release"  # comes with other answers: recency alone is worth no call of a budget
NOT_THERE = "Prism has not found the artist on MusicBrainz."
NO_RECORDING = "Prism asks through recordings, and none is mainly by this artist."
DECIDE = "A person decides first whether what was found is the artist (Evidence)."


@dataclass(frozen=True)
class Way:
    """An open line, what the platforms could still say to it, and what a person could."""

    gain: Gain
    words: tuple[str, ...] = ()
    askable: bool = False  # asking the platforms now may settle it
    telling: Telling | None = None


@dataclass(frozen=True)
class Around:
    """How things are for one artist at this moment."""

    artist: Artist
    now: datetime
    growth_days: int
    on: set[str]
    shut: dict[str, gate.Closed]
    left: dict[str, int]
    asked: dict[Name, list[Lookup]]
    profiles: dict[str, Profile]
    reachable: bool  # there is a recording to ask through

    def state(self, platform: str) -> str:
        return self.profiles[platform].state if platform in self.profiles else ""

    def is_open(self, fact: str) -> bool:
        """Whether the stored facts leave it open. Label clues can always be more; services are merely counted."""
        if fact in ("clues", "services"):
            return fact == "clues"
        return self.state_of(fact) not in DECIDED

    def state_of(self, fact: str) -> str:
        return (self.artist.facts or {}).get(fact, {}).get("state", "unknown")


def ways(artist: Artist, policy: PolicyData, now: datetime) -> list[Way]:
    """The open lines of the artist's score, the most rewarding first, each with what would settle it."""
    found = gains(artist.breakdown)
    if not found:
        return []
    around = look_around(artist, policy, now)
    return [way(gain, around) for gain in found]


def look_around(artist: Artist, policy: PolicyData, now: datetime) -> Around:
    asked = defaultdict(list)
    columns = ("platform", "kind", "state", "reason", "due_at")
    for lookup in Lookup.objects.filter(artists=artist).only(*columns).order_by("due_at"):
        asked[lookup.platform, lookup.kind].append(lookup)
    return Around(
        artist=artist,
        now=now,
        growth_days=int(policy.thresholds["growth_days"]),
        on=gate.configured(),
        shut=gate.shut(now.timestamp()),
        left=quotas.left(now.timestamp()),
        asked=asked,
        profiles={profile.platform: profile for profile in artist.profiles.defer("data")},
        reachable=Credit.objects.filter(artist=artist, role=Credit.Role.MAIN).exists(),
    )


def way(gain: Gain, around: Around) -> Way:
    """What would settle one open line. Pure."""
    line = _Line(gain, around)
    facts = dict.fromkeys(fact for tells in COULD_SETTLE.values() if (fact := tells.get(gain.component)))
    for fact in facts:
        if around.is_open(fact) or gain.component == "growing_streams":
            line.settle(fact)
    return Way(gain, tuple(line.words) or line.why_nobody(), line.askable, _telling(gain, around))


def _telling(gain: Gain, around: Around) -> Telling | None:
    """A channel is named only where none is known."""
    telling = TELLING.get(gain.component)
    if telling and telling.field == "youtube_channel" and not around.is_open("youtube"):
        return None
    return telling


class _Line:
    """Collects what the platforms could say to one open line."""

    def __init__(self, gain: Gain, around: Around):
        self.gain, self.around = gain, around
        self.words: list[str] = []
        self.askable = False
        self.told: list[str] = []  # platforms that have answered
        self.off: list[str] = []  # sentences about those that are not asked

    def settle(self, fact: str) -> None:
        """Say what becomes of one fact that the line rests on."""
        kinds = [name for name, tells in COULD_SETTLE.items() if tells.get(self.gain.component) == fact]
        waiting = [one for name in kinds for one in self.around.asked.get(name, []) if one.state in Lookup.OPEN]
        if waiting:
            self._say(*(self._in_line(one) for one in waiting))
        elif self.gain.component == "growing_streams" and (first := self._first_look()):
            self._look_again(*first)
        elif fact == "spotify" and self.around.state(SPOTIFY) == Profile.State.MISSED and SPOTIFY in self.around.on:
            self._second_chance()
        else:
            for platform in dict.fromkeys(platform for platform, _ in kinds):
                self._ask(platform, [name for name in kinds if name[0] == platform], fact)

    def why_nobody(self) -> tuple[str, ...]:
        """Where no platform can be asked: who has answered already, or is off."""
        if self.told:
            return (f"{' and '.join(dict.fromkeys(self.told))} answered, and could not tell.",)
        return tuple(dict.fromkeys(self.off))

    def _say(self, *words: str) -> None:
        self.words += [one for one in dict.fromkeys(words) if one not in self.words]

    def _in_line(self, lookup: Lookup) -> str:
        label, due = LABELS[lookup.platform], lookup.due_at
        if lookup.state == Lookup.State.ASKING:
            return f"{label} is being asked now."
        if closed := gate.closure(KIND[lookup.platform, lookup.kind], self.around.shut):
            return f"Asked already. {closed.message}"
        if due > self.around.now + timedelta(seconds=gate.MAX_WAIT):
            return f"Asked already: {label}'s turn comes at {quotas.clock(due.timestamp())}."
        return f"Asked already: waits in line for {label}."

    def _ask(self, platform: str, kinds: list[Name], fact: str) -> None:
        """Whether one platform can be asked any of these."""
        if platform not in self.around.on:
            if self.gain.state != "not_offered":  # else the reason says so already
                self.off.append(gate.off(platform))
            return
        state = self.around.state(platform) if platform in IDENTIFYING else ""
        if state == Profile.State.CONFLICTING:
            self._say(DECIDE)
        elif state != Profile.State.REJECTED:
            self._offer(platform, kinds, fact)

    def _offer(self, platform: str, kinds: list[Name], fact: str) -> None:
        """What was never asked or answered, or is out of date; a fresh answer tells no more when asked for again."""
        asked = [one for name in kinds for one in self.around.asked.get(name, [])]
        stale = (self.gain.state if fact == "clues" else self.around.state_of(fact)) == "stale"
        again = [one for one in asked if (stale or one.state not in ANSWERED) and one.reason != "not_offered"]
        first = [name for name in kinds if name in FIRST and FIRST[name](self.around.artist)]
        if not asked and platform == MB and not self.around.artist.mbid:
            self.off.append(NOT_THERE)
        elif self.gain.state != "conflicting" and again:
            self._propose(KIND[again[0].platform, again[0].kind], again=True)
        elif self.gain.state != "conflicting" and first and not asked and fact != BY_THE_WAY:
            self._propose(KIND[first[0]])
        elif asked:
            self.told.append(LABELS[platform])

    def _propose(self, kind: Kind, *, again: bool = False) -> None:
        if not self.around.reachable:
            self._say(NO_RECORDING)
            return
        self.askable = True
        if closed := gate.closure(kind, self.around.shut):
            self._say(f"{closed.message} Asking now puts it in line.")
        else:
            self._say(f"Ask {LABELS[kind.platform]}{' again' if again else ''}: {self._cost(kind)}.")

    def _cost(self, kind: Kind) -> str:
        bucket = gate.bucket_of(kind, self.around.shut)
        cost = f"1 {COUNTED.get(bucket, 'call')}"
        return f"{cost} of today's {self.around.left[bucket]:,} left" if bucket in self.around.left else cost

    def _second_chance(self) -> None:
        """Not found once: the sweep asks a second time by itself, a day later."""
        missed_at = self.around.profiles[SPOTIFY].missed_at or self.around.now
        when = quotas.clock(max(missed_at + SECOND_LOOK, self.around.now).timestamp())
        self._say(f"A second look settles it: Prism asks Spotify again by itself after {when}.")

    def _first_look(self) -> tuple[date, str] | None:
        """The first day of which we hold an audience figure, and whose it is."""
        figures = (self.around.artist.facts or {}).get("audience_history", ())
        looks = [(day, metric.partition("_")[0]) for text, metric, _ in figures if (day := first_day(text))]
        return min((look for look in looks if look[1] in FIGURES), default=None)

    def _look_again(self, first: date, platform: str) -> None:
        """Growth shows when somebody looks a second time, late enough."""
        day = first + timedelta(days=self.around.growth_days)
        if platform not in self.around.on:
            self.off.append(gate.off(platform))
        elif day > timezone.localtime(self.around.now).date():
            self._say(f"A second look settles it: ask {LABELS[platform]} again on {day_words(day)} or later.")
        else:
            self._propose(KIND[platform, FIGURES[platform]], again=True)
