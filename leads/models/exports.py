"""Lists of leads that somebody took out of Prism."""

from django.conf import settings
from django.db import models

from leads.models.jobs import Job


class Export(models.Model):
    """Who took out which leads, how many and in what form. One that a worker makes keeps its file for some days."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        EXCEL = "excel", "Excel"
        JSON = "json", "JSON"
        JSONL = "jsonl", "JSON Lines"
        PDF = "pdf", "PDF"

    class Door(models.TextChoices):
        DESK = "desk", "Desk"
        COMMAND = "command", "Command line"
        API = "api", "API"

    job = models.OneToOneField(Job, models.CASCADE, null=True, blank=True, related_name="export")  # none: made at once
    format = models.CharField(max_length=5, choices=Format)
    door = models.CharField(max_length=7, choices=Door)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    filters = models.JSONField(default=dict)  # as applied: only those that were set
    picked = models.BooleanField(default=False)  # leads were named one by one, too
    fields = models.JSONField(default=list)  # names of columns
    rows = models.PositiveIntegerField(default=0)  # leads in it
    policy_version = models.PositiveIntegerField(default=0)
    filename = models.CharField(max_length=100)

    # Of those that a worker makes:
    leads = models.JSONField(default=list)  # ids, in order, as they matched when it was asked for
    done = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=80, blank=True)  # the process that makes it
    moved_at = models.DateTimeField(null=True, blank=True)
    message = models.CharField(max_length=300, blank=True)  # why it could not be made
    size = models.BigIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # the file goes then, the record stays

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()
        permissions = [("manage_export", "Can see everybody's exports")]
        indexes = [models.Index(fields=["expires_at"], name="export_expires")]

    def __str__(self):
        return self.filename
