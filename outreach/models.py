"""Speaking to people: how to reach them, what allows it, and what was said."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from leads.models import Artist
from outreach.addresses import key_of


class Contact(models.Model):
    """A way to reach an artist, with the page, date and words it was found beside. Finding one permits nothing."""

    class Kind(models.TextChoices):
        WEBSITE = "website", "Website"
        SOCIAL = "social", "Social network"
        PLATFORM_PROFILE = "platform_profile", "Platform profile"
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Phone"

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=16, choices=Kind)
    value = models.CharField(max_length=500)
    found = models.CharField(
        max_length=500, blank=True, editable=False
    )  # as a machine gave it, whatever staff made of it
    platform = models.CharField(max_length=30, blank=True)  # instagram, bandcamp...
    source = models.CharField(max_length=40)  # musicbrainz, upload, staff
    source_url = models.URLField(max_length=500, blank=True)
    words = models.CharField("words beside it", max_length=300, blank=True)
    confidence = models.PositiveSmallIntegerField(default=50)
    verified = models.BooleanField(default=False)
    found_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=500, editable=False, db_index=True)  # key_of(value)
    history = HistoricalRecords(excluded_fields=["key"])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artist", "kind", "value"], name="contact_once")]

    def __str__(self):
        return self.value

    def save(self, *args, **kwargs):
        _keep_key(self, kwargs)
        super().save(*args, **kwargs)


class Suppression(models.Model):
    """An address nobody here writes to again, whoever it belongs to."""

    kind = models.CharField(max_length=16, choices=Contact.Kind)
    value = models.CharField(max_length=500)
    reason = models.CharField(max_length=300, blank=True)
    since = models.DateField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    key = models.CharField(max_length=500, editable=False, db_index=True)  # key_of(value)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="suppression_once")]

    def __str__(self):
        return self.value

    def save(self, *args, **kwargs):
        _keep_key(self, kwargs)
        super().save(*args, **kwargs)


def _keep_key(row: Contact | Suppression, kwargs: dict) -> None:
    """The key by which two spellings of one address are the same follows the value."""
    row.key = key_of(row.value)[:500]
    if (named := kwargs.get("update_fields")) is not None and "value" in named:
        kwargs["update_fields"] = {*named, "key"}


class Activity(models.Model):
    """The timeline: every status change, note, call and mail, by whom. A null author is Prism itself."""

    class Kind(models.TextChoices):
        STATUS = "status", "Status"
        NOTE = "note", "Note"
        CALL = "call", "Call"
        MAIL = "mail", "E-mail"
        FLAG = "flag", "Do not contact"
        PIN = "pin", "Pinned tier"
        SYSTEM = "system", "Prism"

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    old_status = models.CharField(max_length=16, choices=Artist.Status, blank=True)
    new_status = models.CharField(max_length=16, choices=Artist.Status, blank=True)
    method = models.CharField(max_length=50, blank=True)
    notes = models.TextField(max_length=5000, blank=True)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True)
    response_received = models.BooleanField(default=False)
    follow_up_on = models.DateField(null=True, blank=True)
    changes = models.JSONField(
        default=dict, blank=True
    )  # beside the status: {"owner": [old, new], "follow_up_on": ...}

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["artist", "-at"], name="activity_artist_at")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
