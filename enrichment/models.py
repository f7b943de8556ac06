"""Who was asked what and when: the durable queue, the shared gates, the quotas and the ledger."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from leads.models import Artist, Job, Recording
from leads.models.platforms import Platform

SOON = 5.0  # seconds: an artist about whom answers keep coming waits less, see enrichment.settle


class LookupQuerySet(models.QuerySet):
    def of_codes(self):
        """Questions about recordings alone. One that artists want the answer of is theirs, whoever shares the code."""
        return self.exclude(recording=None).exclude(Exists(Want.objects.filter(lookup=OuterRef("pk"))))


class Lookup(models.Model):
    """One question to one platform about one subject. It is the queue and the record in one.

    The due time and the attempt are written before the question is asked: a crash waits its turn instead of looping.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        ASKING = "asking", "Asking"
        FOUND = "found", "Found"
        NOT_FOUND = "not_found", "Not found"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"
        PARKED = "parked", "Parked"  # its job was cancelled and nobody else wants it

    OPEN = (State.QUEUED, State.ASKING)

    platform = models.CharField(max_length=12, choices=Platform)
    kind = models.CharField(max_length=12)  # a row of enrichment.kinds
    subject = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    rank = models.FloatField(default=0)  # highest first: worth and age in one number, see enrichment.worth
    due_at = models.DateTimeField()
    owner = models.CharField(max_length=64, blank=True)  # the node that asks
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=5)
    reason = models.CharField(max_length=24, blank=True)  # the contract's word: rate_limited, unavailable...
    message = models.CharField(max_length=300, blank=True)  # the last trouble, as a sentence
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True)
    recording = models.ForeignKey(Recording, models.CASCADE, null=True, blank=True, related_name="lookups")
    artists = models.ManyToManyField(Artist, through="Want", related_name="lookups")
    objects = LookupQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["platform", "kind", "subject"], name="lookup_once")]
        indexes = [
            models.Index(
                fields=["platform", "kind", "-rank", "due_at"],
                name="lookup_due",
                condition=Q(state__in=["queued", "asking"]),
            ),
            models.Index(fields=["state", "due_at"], name="lookup_state"),
        ]

    def __str__(self):
        return f"{self.platform} {self.kind} {self.subject}"


class Want(models.Model):
    """An artist whose facts the answer to a lookup belongs to."""

    lookup = models.ForeignKey(Lookup, models.CASCADE, related_name="wants")
    artist = models.ForeignKey(Artist, models.CASCADE, related_name="wants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lookup", "artist"], name="want_once")]

    def __str__(self):
        return f"{self.artist_id} wants {self.lookup_id}"


class TouchQuerySet(models.QuerySet):
    def soon(self, now: float):
        """Those that are due, or will be in moments: worth staying awake for. Who broke is due much later."""
        return self.filter(at__lte=now + SOON)


class Touch(models.Model):
    """Something new is known of this artist or recording: facts, plan and rows are due. Worked off, then deleted."""

    artist = models.ForeignKey(Artist, models.CASCADE, null=True)
    recording = models.ForeignKey(Recording, models.CASCADE, null=True)
    at = models.FloatField()  # seconds since the epoch
    by = models.CharField(max_length=12, blank=True)  # the platform that told; blank for people and jobs
    because = models.CharField(max_length=200, blank=True)  # for the score's history: which answer, which edit
    tries = models.PositiveSmallIntegerField(default=0)  # how often it could not be worked off when it was due
    objects = TouchQuerySet.as_manager()

    def __str__(self):
        return f"artist {self.artist_id}" if self.artist_id else f"recording {self.recording_id}"


class Gate(models.Model):
    """A bucket's next free moment, its pause and its drain, shared by all workers on all machines.

    One row per platform, and one per quota bucket ("youtube:search"). Times are seconds since the epoch.
    """

    name = models.CharField(primary_key=True, max_length=20)
    next_free = models.FloatField(default=0)
    pause_until = models.FloatField(default=0)
    pause_reason = models.CharField(max_length=24, blank=True)
    pause_message = models.CharField(max_length=300, blank=True)
    faults = models.PositiveIntegerField(default=0)  # in a row; five open the circuit
    down_since = models.FloatField(null=True)
    asked_at = models.FloatField(default=0)
    lease_owner = models.CharField(max_length=64, blank=True)  # who drains this platform now
    lease_until = models.FloatField(default=0)
    woken_at = models.FloatField(default=0)  # a drain task was queued and has not begun

    def __str__(self):
        return self.name


class Quota(models.Model):
    """Spent from a bucket in one window: a Pacific day for YouTube, an hour of the rolling 24 for Spotify."""

    bucket = models.CharField(max_length=20)
    starts = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "starts"], name="quota_once_per_window")]

    def __str__(self):
        return f"{self.bucket} {self.starts:%Y-%m-%d %H:%M}: {self.used}"


class Call(models.Model):
    """The ledger: every request sent to a platform, written before it is sent."""

    platform = models.CharField(max_length=12, choices=Platform)
    endpoint = models.CharField(max_length=20)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16, default="asking")  # answered, rate_limited, quota_spent, malformed...
    status = models.PositiveSmallIntegerField(null=True)
    subjects = models.PositiveSmallIntegerField(default=1)
    milliseconds = models.PositiveIntegerField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["platform", "at"], name="call_platform_at")]

    def __str__(self):
        return f"{self.platform} {self.endpoint} {self.at:%H:%M:%S}"


class Node(models.Model):
    """A running worker group: who holds lookups, and whether it still lives."""

    id = models.CharField(primary_key=True, max_length=32)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()  # the watchdog
    group = models.PositiveIntegerField(null=True)  # the cluster's process group
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()  # the watchdog lives
    worked_at = models.DateTimeField(null=True)  # a task ran

    def __str__(self):
        return f"{self.host} {self.pid}"


class Area(models.Model):
    """A MusicBrainz area, cached for ever: from a city to its country in two or three steps."""

    mbid = models.CharField(primary_key=True, max_length=36)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    subdivision = models.CharField(max_length=8, null=True, blank=True)
    parent = models.CharField(max_length=36, null=True, blank=True)

    def __str__(self):
        return self.name
