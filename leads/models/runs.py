"""A policy tried on the whole book of leads, or applied to it, a slice at a time."""

from django.conf import settings
from django.db import models

from scoring.models import Policy


class PolicyRun(models.Model):
    """Every lead scored by other numbers, from its stored facts. The cursor moves with the slice it stands for, so
    that whoever goes on after a crash neither repeats nor leaves out a lead.
    """

    class Kind(models.TextChoices):
        PREVIEW = "preview", "Preview"  # nothing of a lead is written
        RESCORE = "rescore", "Rescoring"

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        SUPERSEDED = "superseded", "Replaced by a newer one"
        FAILED = "failed", "Failed"

    UNFINISHED = (State.RUNNING, State.FAILED)

    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="runs")
    data = models.JSONField()  # the numbers of that moment: a draft may be edited meanwhile
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now_add=True)  # when its cursor last moved
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.BigIntegerField(default=0)  # the last lead that was looked at
    total = models.PositiveIntegerField(default=0)  # leads when it began
    done = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=dict)  # tiers before and after, by region; who moves
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["state", "kind"], name="policyrun_state")]

    def __str__(self):
        return f"{self.get_kind_display()} of policy {self.policy_id}"
