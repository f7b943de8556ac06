"""After a crash, and once a minute: what the dead held is freed, what is due is woken, what is hopeless is ended."""

import os
import socket
import time
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from enrichment import gate, refusals, retention, verdicts, wake
from enrichment.kinds import LABELS, LASTFM, MB, PLATFORMS, SPOTIFY
from enrichment.learn.rows import touch
from enrichment.models import Gate, Lookup, Node, Touch, Want
from leads import runs
from leads.exports import jobs as exports
from leads.models import Job, Profile
from outreach import pins

SILENT = timedelta(seconds=60)  # a node on another machine that has not beaten for so long is dead
OUTAGE = 6 * 3600.0  # a platform down for so long: its questions end, a person may send them again
FORGET_NODES = timedelta(days=1)
AT_ONCE = 500  # a sweep is short
RETENTION = "retention"  # the gate that lets one sweep an hour look for what is past its date


def recover(node_id: str | None = None) -> int:
    """Free what dead nodes held and wake the drains; how many lookups were freed. The caller's own node stays."""
    freed = free_dead(node_id)
    now = timezone.now()
    Gate.objects.filter(woken_at__gt=0).update(woken_at=0)
    Node.objects.filter(beat_at__lt=now - FORGET_NODES).delete()
    _fill_again(now)
    runs.resume()
    exports.resume()
    wake_due()
    return freed


def free_dead(node_id: str | None = None) -> int:
    """Free what dead processes held, so that nobody waits for leases to run out; how many lookups were freed."""
    now = timezone.now()
    asking = Lookup.objects.filter(state=Lookup.State.ASKING)
    owners = {*asking.values_list("owner", flat=True).distinct()}
    owners |= {*Gate.objects.exclude(lease_owner="").values_list("lease_owner", flat=True)}
    owners |= exports.owners()
    living = alive(now)  # read last: whoever holds something had registered before
    if node_id:
        living[node_id] = True
    dead = [owner for owner in owners if _is_dead(owner, living)]
    if not dead:
        return 0
    freed = asking.filter(owner__in=dead).update(state=Lookup.State.QUEUED, owner="", due_at=now)
    Gate.objects.filter(lease_owner__in=dead).update(lease_owner="", lease_until=0)
    exports.free(dead)
    wake_due()
    return freed


def alive(now) -> dict[str, bool]:
    """Nodes whose watchdog lives, on this machine by its process, elsewhere by its beat; whether they are here."""
    here = socket.gethostname()
    return {
        node.pk: node.host == here
        for node in Node.objects.filter(beat_at__gt=now - FORGET_NODES)
        if (_runs(node.pid) if node.host == here else node.beat_at > now - SILENT)
    }


def _is_dead(owner: str, living: dict[str, bool]) -> bool:
    """`owner` is node/pid, or node/pid/thread; the node of a process that stood alone is host:pid."""
    node, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if node in living:
        return living[node] and pid.isdigit() and not _runs(int(pid))
    host, _, pid = node.rpartition(":")
    if host and pid.isdigit():
        return host == socket.gethostname()[:30] and not _runs(int(pid))
    return True


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sweep() -> None:
    """Once a minute."""
    now = timezone.now()
    _give_up_outages(now)
    _go_on_without(now)
    refusals.skip_stale_searches(now)
    second_looks(now)
    verdicts.resettle(now)
    _fill_again(now, timedelta(minutes=5))
    _keep_terms(now)
    pins.expire(timezone.localdate(now))
    runs.resume()
    exports.resume()
    exports.expire(now)
    wake_due()


def _keep_terms(now) -> None:
    """Once an hour, whoever sweeps; at once again while there is more than one turn takes."""
    gate_row, _ = Gate.objects.get_or_create(pk=RETENTION)
    if gate_row.next_free <= now.timestamp() and retention.expire(now) < retention.AT_ONCE:
        Gate.objects.filter(pk=RETENTION).update(next_free=now.timestamp() + 3600)


def _fill_again(now, younger_than=timedelta(0)) -> None:
    """Jobs whose rows were not all stored when something died."""
    for job in Job.objects.filter(filled_at=None, upload__isnull=False, created_at__lt=now - younger_than):
        wake.fill(job.pk)


def wake_due() -> None:
    """Wake every platform that has something due at an open gate, and one to settle what was learned."""
    now = timezone.now()
    shut = gate.shut(time.time())
    if Touch.objects.soon(now.timestamp()).exists():
        wake.wake(PLATFORMS[0])
    for platform in PLATFORMS:
        if platform not in shut and any(not gate.closure(kind, shut) for kind in wake.due_kinds(platform, now)):
            wake.wake(platform)


def second_looks(now) -> int:
    """Ask Spotify a second time, a day later, about those it did not find: only then are they absent."""
    missed = Profile.objects.filter(
        platform=SPOTIFY, state=Profile.State.MISSED, missed_at__lt=now - timedelta(hours=24, minutes=5)
    ).values("artist_id")
    again = Lookup.objects.filter(
        Q(artists__in=missed),
        platform=SPOTIFY,
        kind="isrc",
        state=Lookup.State.NOT_FOUND,
        answered_at__lt=now - timedelta(hours=24),
    )
    ids = list(again.values_list("pk", flat=True).distinct()[:500])
    return Lookup.objects.filter(pk__in=ids).update(state=Lookup.State.QUEUED, due_at=now, attempts=0)


def _go_on_without(now) -> None:
    """MusicBrainz is out: what waits for its answers is looked at again, for the others need not wait."""
    if not gate.out(MB, now.timestamp()):
        return
    waiting = Lookup.objects.filter(platform=MB, state__in=Lookup.OPEN)
    elsewhere = Lookup.objects.exclude(platform=MB).exclude(recording=None)
    codes = waiting.filter(kind="recording").exclude(recording__in=elsewhere.values("recording"))
    others = Want.objects.exclude(lookup__platform__in=(MB, LASTFM)).values("artist")
    artists = Want.objects.filter(lookup__in=waiting).exclude(artist__in=others).values_list("artist", flat=True)
    because = f"{LABELS[MB]} does not answer: the others are asked meanwhile"
    codes = codes.values_list("recording", flat=True)[:AT_ONCE]
    touch(now, MB, because=because, artists=artists[:AT_ONCE], recordings=codes)


def _give_up_outages(now) -> None:
    for gate_row in Gate.objects.filter(pk__in=PLATFORMS, down_since__lt=now.timestamp() - OUTAGE):
        message = f"{LABELS[gate_row.pk]} has not answered for {OUTAGE / 3600:.0f} hours."
        refusals.end_platform(gate_row.pk, "unavailable", message, now)
        Gate.objects.filter(pk=gate_row.pk).update(down_since=None, faults=0)  # what comes next is asked anew
