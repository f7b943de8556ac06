"""Between two answers: artists about whom something was learned get their facts, score, next questions and row states.

Whoever drains does this in passing, one process at a time. A touch is deleted only after all of it is written down.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from enrichment import gate, places, plan, retention, verdicts, wake
from enrichment.channel import service_of
from enrichment.kinds import KIND, LABELS, MB, PLATFORMS
from enrichment.learn.rows import BECAUSE, CLASHES, TRIES
from enrichment.models import Lookup, Touch
from enrichment.owner import me
from enrichment.wanted import Wanted, Wish, rerank, wanted_by, wanted_for, write_down
from leads import assess
from leads.evidence import Circumstances
from leads.gather import Known, gather
from leads.models import Artist, Credit, Job, JobRow, Recording
from leads.text import cut
from scoring.models import LabelFamily

log = logging.getLogger("prism.settle")
Subject = tuple[int | None, int | None]  # an artist, or a recording
Told = dict[Subject, list[Touch]]
CHUNK = 150  # artists at once: some tenths of a second
HELPING = 40
AFRESH = timedelta(seconds=3)  # an artist about whom answers keep coming is scored anew only after this
AGAIN = (60.0, 300.0, 1500.0)  # seconds until who could not be assessed is looked at again; after these, never
PATIENCE = {True: 0.2, False: 2.5}  # seconds a touch waits for company, while we are idle or not


def is_due(*, idle: bool) -> bool:
    """Whether to stop and work touches off. A moment's patience lets one look serve many answers."""
    oldest = _due().values_list("at", flat=True).first()
    return oldest is not None and time.time() - oldest > PATIENCE[idle]


def work_off(*, idle: bool = True, only: Iterable[int] | QuerySet | None = None) -> int:
    """Work off some touches; how many were. `only` names recordings (the foreground path).

    Who is idle goes on being the one who settles; who has questions of its own to ask takes a small helping at most.
    """
    if not gate.lease("settle", _self(), time.time()):
        return 0
    touches = _due()
    if only is not None:
        touches = touches.filter(recording__in=only) | touches.filter(artist__recordings__in=only)
    rows = list(touches.values_list("artist_id", "recording_id")[: CHUNK if idle else HELPING])
    for together in _apart(_told(rows)) if rows else ():
        _work_through(together)
    if not idle:
        stop()
    return len(rows)


def stop() -> None:
    """Leave the settling to others."""
    gate.release("settle", _self())


def _self() -> str:
    """One thread: two of one web process must not overwrite each other's scores."""
    return f"{me()}/{threading.get_ident()}"


def _due():
    return Touch.objects.filter(at__lte=time.time()).order_by("pk")


def _told(subjects: Iterable[Subject]) -> Told:
    """Every touch there is of these artists and recordings, due or not: one look serves them all."""
    artists, recordings = ({one for one in column if one} for column in zip(*subjects, strict=True))
    touches = Touch.objects.filter(Q(artist__in=artists) | Q(recording__in=recordings)).order_by("pk")
    told = defaultdict(list)
    for touch in touches.only("artist", "recording", "because", "at", "tries"):
        told[touch.artist_id, touch.recording_id].append(touch)
    return told


def _apart(told: Told) -> list[Told]:
    """All together, but by themselves those who broke before: they must not take the others with them."""
    suspects = [subject for subject, touches in told.items() if any(touch.tries for touch in touches)]
    others = {subject: touches for subject, touches in told.items() if subject not in suspects}
    return [others] * bool(others) + [{subject: told[subject]} for subject in suspects]


def _work_through(told: Told, tries: int = TRIES) -> None:
    """Work off these touches. Where that breaks, they are looked at one by one, and the one to blame is put off; nobody
    is to blame for what others were writing at the same moment.
    """
    try:
        _work(told)
    except Exception as error:  # the worker's edge: one artist we cannot assess must not stop the others
        if len(told) > 1:
            for subject, touches in told.items():
                _work_through({subject: touches})
        elif tries > 1 and isinstance(error, CLASHES):
            _work_through(told, tries - 1)
        else:
            _put_off(*told.popitem())


def _put_off(subject: Subject, touches: list[Touch]) -> None:
    """One touch is left, due later; after the last try none, and the rows that wait for it end.

    What breaks before it is due, for something new was told, counts as no try.
    """
    now, (artist, recording) = timezone.now(), subject
    kept = max(touches, key=lambda touch: touch.tries)
    if not kept.tries or kept.at <= now.timestamp():
        if kept.tries == len(AGAIN):
            log.exception("Artist %s, recording %s: cannot be settled, given up", artist, recording)
            verdicts.give_up(now, artist=artist, recording=recording)
            _delete(touches)
            return
        kept.at, kept.tries = now.timestamp() + AGAIN[kept.tries], kept.tries + 1
    log.warning("Artist %s, recording %s: cannot be settled now", artist, recording, exc_info=True)
    because = cut(_joined([touch.because for touch in touches if touch.because]), BECAUSE)
    with transaction.atomic():
        Touch.objects.filter(pk=kept.pk).update(at=kept.at, tries=kept.tries, by="later", because=because)
        _delete(touch for touch in touches if touch.pk != kept.pk)


def _delete(touches: Iterable[Touch]) -> None:
    Touch.objects.filter(pk__in=[touch.pk for touch in touches]).delete()


def _work(told: Told) -> None:
    now = timezone.now()
    artists, recordings = {artist for artist, _ in told if artist}, {code for _, code in told if code}
    touches = [touch for theirs in told.values() for touch in theirs]
    asked = plan.asked_of(artists)  # before the facts: what counts as answered must be among them
    known = gather(artists)
    wanted = wanted_by(known)
    terms = plan.terms_for(known, LabelFamily.objects.book(), wanted, asked)
    shut = gate.shut(now.timestamp())
    busy = {pk for pk in wanted if _is_busy(known[pk], terms.asked.get(pk, {}), shut, now)}
    terms.busy = busy
    around = circumstances(known, terms, shut, now)
    ready = [one for pk, one in known.items() if pk not in busy]
    causes = _causes(known, touches)
    assess.rescore(ready, around, causes, derived_metrics=settings.YOUTUBE_DERIVED_METRICS)
    wishes = [wish for pk in wanted for wish in plan.Wishes(known[pk], terms).all()]
    uncredited = recording_wishes(recordings, terms)
    with transaction.atomic():
        still = _still_wanted(wanted)
        platforms = write_down([wish for wish in wishes if wish.artist in still], known, still, now)
        platforms |= write_down(uncredited, {}, wanted_for(wish.recording for wish in uncredited), now)
        platforms |= rerank(ready, now)
        _delete(touch for touch in touches if not (touch.tries and touch.artist_id in busy))
        _put_back(busy & still.keys(), causes, now + AFRESH)
    verdicts.settle_rows(recordings | {recording.pk for one in ready for recording in one.recordings}, now)
    for platform in platforms:
        wake.wake(platform)


def _causes(known: dict[int, Known], touches: list[Touch]) -> dict[int, str]:
    """Which answers and edits each artist was touched by, themselves or through a recording; in the order they came."""
    told, through = defaultdict(list), defaultdict(list)
    for touch in touches:
        if touch.because:
            (told[touch.artist_id] if touch.artist_id else through[touch.recording_id]).append(touch.because)
    if through:
        for pk, one in known.items():
            told[pk] += [because for recording in one.recordings for because in through.get(recording.pk, ())]
    return {pk: _joined(becauses) for pk, becauses in told.items()}


def _joined(causes: list[str]) -> str:
    """Each cause once; what was put back before brings several in one."""
    return "; ".join(dict.fromkeys(one for cause in causes for one in cause.split("; ")))


def _put_back(artists: set[int], causes: dict[int, str], later: datetime) -> None:
    at = later.timestamp()
    touches = [Touch(artist_id=pk, at=at, by="later", because=cut(causes.get(pk, ""), BECAUSE)) for pk in artists]
    Touch.objects.bulk_create(touches)


def _still_wanted(wanted: dict[int, Wanted]) -> dict[int, Wanted]:
    """Without those who were merged, or whose job was cancelled, while we were planning: none can be until we end."""
    jobs = {want.job for want in wanted.values()}
    if not jobs:
        return wanted
    there = Artist.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    there = list(there.values_list("pk", flat=True))  # first, as a merge does: then it moves the jobs about the artist
    still = Job.objects.select_for_update(no_key=True).filter(pk__in=jobs, state__in=Job.OPEN)
    if len(still.values_list("pk")) != len(jobs):
        wanted = wanted_by(wanted)
    return {pk: wanted[pk] for pk in there if pk in wanted}


def _is_busy(known: Known, asked: dict, shut: dict, now: datetime) -> bool:
    """Scored a moment ago, and more answers may come at any moment: the next look serves them too."""
    scored = known.artist.scored_at
    if scored is None or now - scored > AFRESH:
        return False
    return any(
        one.state in Lookup.OPEN and not gate.closure(KIND[platform, kind], shut)
        for (platform, kind, _), one in asked.items()
    )


def recording_wishes(recordings: Iterable[int], terms: plan.Terms) -> list[Wish]:
    """What is to be asked about recordings that nobody is credited on and an open row waits for."""
    ids = list(recordings)
    waiting = JobRow.objects.filter(recording__in=ids, state__in=JobRow.OPEN, job__state__in=Job.OPEN)
    credited = Credit.objects.filter(recording__in=ids).values("recording_id")
    open_ones = Recording.objects.filter(pk__in=waiting.values("recording_id")).exclude(pk__in=credited)
    asked = {
        (recording, platform): state
        for recording, platform, state in Lookup.objects.filter(recording__in=ids).values_list(
            "recording_id", "platform", "state"
        )
    }
    return plan.recording_wishes(open_ones, asked, terms.configured, terms.out)


def circumstances(known: dict[int, Known], terms: plan.Terms, shut: dict, now: datetime) -> Circumstances:
    """What the rules cannot see for themselves: why platforms are silent, and where areas lie."""
    off = {
        platform: f"{LABELS[platform]} is not asked: no key is set."
        for platform in PLATFORMS
        if platform not in terms.configured
    }
    why = {pk: _why(terms.asked.get(pk, {}), shut, now) for pk in known}
    deleted = {pk: gone for pk, one in known.items() if (gone := retention.gone(one))}
    return Circumstances(now, terms.book, why, _countries(known, terms), off, service_of, deleted)


def _countries(known: dict[int, Known], terms: plan.Terms) -> dict[str, tuple[str, str]]:
    found = {}
    for one in known.values():
        for key in ("area", "begin_area"):
            area = (one.data(MB).get(key) or {}).get("id")
            if area:
                country, trail, _ = places.resolve(area, terms.areas)
                if country:
                    found[area] = (country, trail)
    return found


def _why(asked: dict[tuple[str, str, str], plan.Asked], shut: dict, now: datetime) -> dict[str, str]:
    """A sentence for each kind of question that is not answered: what failed, what is spent, what is still to come."""
    why = {}
    for (platform, kind, _), lookup in sorted(asked.items()):
        question = f"{platform}:{kind}"
        if lookup.state == Lookup.State.FAILED:
            why[question] = f"{LABELS[platform]}: {lookup.message}"
        elif lookup.state == Lookup.State.SKIPPED:
            why.setdefault(question, lookup.message)
        elif lookup.state in Lookup.OPEN and question not in why:
            closed = gate.closure(KIND[platform, kind], shut)
            why[question] = closed.message if closed else f"{LABELS[platform]} has not answered yet"
    return why
