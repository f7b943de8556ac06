"""Work that somebody started, and each row of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leads.models.artists import Artist
from leads.models.music import Credit, Recording
from leads.models.platforms import Platform
from leads.models.uploads import Upload


def new_job_id() -> str:
    return uuid.uuid4().hex


class Job(models.Model):
    class Kind(models.TextChoices):
        ANALYZE = "analyze", "Analysis"
        UPLOAD = "upload", "Upload"
        REFRESH = "refresh", "Refresh"
        EXPORT = "export", "Export"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        WAITING = "waiting", "Waiting"  # all that is left waits for a quota or a platform
        COMPLETED = "completed", "Completed"
        COMPLETED_WITH_ERRORS = "completed_with_errors", "Completed with errors"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.QUEUED, State.RUNNING, State.WAITING)
    OF_UPLOADS = (Kind.UPLOAD, Kind.ANALYZE)  # by whichever door an upload's codes were sent

    id = models.CharField(primary_key=True, max_length=32, default=new_job_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=24, choices=State, default=State.QUEUED)
    label = models.CharField(max_length=200, blank=True)
    upload = models.ForeignKey(Upload, models.CASCADE, null=True, blank=True, related_name="jobs")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)  # null while its rows are still being stored
    include_youtube = models.BooleanField(default=True)
    force_refresh = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)  # somebody holds a request open for it
    platforms = models.CharField(max_length=60, blank=True)  # names with spaces between; none: all that are switched on
    artist = models.ForeignKey(Artist, models.SET_NULL, null=True, blank=True, related_name="jobs")  # null: all of them

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("manage_job", "Can steer everybody's jobs")]
        indexes = [models.Index(fields=["state"], name="job_state")]

    def __str__(self):
        return self.label or self.id

    @property
    def asks(self) -> frozenset[str]:
        """The platforms it may ask, whether or not they are switched on."""
        named = frozenset(self.platforms.split() or Platform.values)
        return named if self.include_youtube else named - {Platform.YOUTUBE}


class JobRowQuerySet(models.QuerySet):
    def going(self):
        """Rows that still wait, of jobs that go on."""
        return self.filter(state__in=JobRow.OPEN, job__state__in=Job.OPEN)

    def asking(self, platform: str):
        """Those whose jobs may ask this platform."""
        rows = self.filter(Q(job__platforms="") | Q(job__platforms__contains=platform))
        return rows.filter(job__include_youtube=True) if platform == Platform.YOUTUBE else rows

    def about(self, **artists):
        """Those that ask about artists like these (conditions on a credit): of main credits all, or the job's own."""
        theirs = {f"recording__credits__{name}": value for name, value in artists.items()}
        meant = Q(job__artist=None) | Q(job__artist=F("recording__credits__artist"))
        return self.filter(meant, recording__credits__role=Credit.Role.MAIN, **theirs)


class JobRow(models.Model):
    """An accepted row. Finished is done, not_found or failed, or waiting for a spent daily quota."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        NOT_FOUND = "not_found", "Not found"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    OPEN = (State.QUEUED, State.RUNNING, State.WAITING)

    job = models.ForeignKey(Job, models.CASCADE, related_name="rows")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="job_rows")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=24, blank=True)  # the contract's word: quota_spent, unavailable...
    message = models.CharField(max_length=300, blank=True)  # the same as a sentence
    until = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    objects = JobRowQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["job", "recording"], name="job_recording_once")]
        indexes = [models.Index(fields=["job", "state"], name="jobrow_state")]

    def __str__(self):
        return f"{self.job_id} row {self.position}"
