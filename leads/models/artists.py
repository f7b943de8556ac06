"""The artist, who becomes a lead by being scored, and what is known of them platform by platform."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from leads.models.indexes import UnknownLast
from leads.models.platforms import Platform
from leads.names import fold
from leads.querysets import ArtistQuerySet
from scoring.models import SCORE_COLUMNS, Scored
from scoring.rules import move_words


class Artist(Scored):
    """One row carries all that lists filter and sort by. Figures are null while nobody told us."""

    class Region(models.TextChoices):
        NEW_ZEALAND = "new_zealand", "New Zealand"
        AUSTRALIA = "australia", "Australia"
        PACIFIC_ISLANDS = "pacific_islands", "Pacific Islands"
        OTHER = "other", "Elsewhere"
        UNKNOWN = "unknown", "Unknown"

    class Status(models.TextChoices):
        NOT_CONTACTED = "not_contacted", "Not contacted"
        CONTACTED = "contacted", "Contacted"
        RESPONDED = "responded", "Responded"
        INTERESTED = "interested", "Interested"
        NOT_INTERESTED = "not_interested", "Not interested"
        CONVERTED = "converted", "Converted"

    class Finding(models.TextChoices):
        NO_PRESENCE = "no_youtube_presence", "No channel"
        UNDERPERFORMING = "underperforming", "Underperforming"
        INCONSISTENT = "inconsistent_uploads", "Inconsistent uploads"
        HIGH_POTENTIAL = "high_potential", "High potential"
        HEALTHY = "healthy", "Healthy"

    class Frequency(models.TextChoices):
        VERY_ACTIVE = "very_active", "Very active"
        ACTIVE = "active", "Active"
        MODERATE = "moderate", "Moderate"
        LOW = "low", "Low"
        INACTIVE = "inactive", "Inactive"

    class Independence(models.TextChoices):
        SELF_RELEASED = "self_released", "Self-released"
        SMALL_DISTRIBUTOR = "small_distributor", "Small distributor"
        INDIE_LABEL = "indie_label", "Indie label"
        MAJOR_DISTRIBUTED = "major_distributed", "Major or major-distributed"
        UNKNOWN = "unknown", "Unknown"

    name = models.CharField(max_length=300)
    search_name = models.CharField(max_length=300, db_index=True, editable=False)  # names.fold(name)
    sort_name = models.CharField(max_length=300, blank=True)
    disambiguation = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, blank=True)  # MusicBrainz: Person, Group, Orchestra...
    aliases = models.JSONField(default=list, blank=True)
    mbid = models.CharField("MusicBrainz id", max_length=36, null=True, blank=True, unique=True)
    spotify_id = models.CharField("Spotify id", max_length=22, null=True, blank=True, unique=True)
    youtube_channel_id = models.CharField("YouTube channel", max_length=24, null=True, blank=True, db_index=True)

    country = models.CharField(max_length=2, null=True, blank=True)  # ISO 3166-1
    country_source = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=20, choices=Region, default=Region.UNKNOWN)
    area = models.CharField("place", max_length=200, blank=True)  # as the source names it: Dunedin
    genre = models.CharField(max_length=100, null=True, blank=True)
    genres = models.JSONField(default=list, blank=True)

    listeners = models.BigIntegerField("Last.fm listeners", null=True, blank=True)
    playcount = models.BigIntegerField("Last.fm plays", null=True, blank=True)
    followers = models.BigIntegerField("Spotify followers", null=True, blank=True)
    youtube_subscribers = models.BigIntegerField("YouTube subscribers", null=True, blank=True)
    youtube_views = models.BigIntegerField("YouTube views", null=True, blank=True)
    youtube_videos = models.BigIntegerField("YouTube videos", null=True, blank=True)
    upload_frequency = models.CharField(max_length=12, choices=Frequency, null=True, blank=True)
    last_release_date = models.DateField(null=True, blank=True)  # year-only is kept as 1 January
    last_release_precision = models.CharField(max_length=5, null=True, blank=True)  # day, month, year
    independence = models.CharField(max_length=20, choices=Independence, default=Independence.UNKNOWN)
    youtube_finding = models.CharField(max_length=20, choices=Finding, null=True, blank=True)  # the highest that holds
    youtube_findings = models.JSONField(default=list, blank=True)

    outreach_status = models.CharField("status", max_length=16, choices=Status, default=Status.NOT_CONTACTED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="leads_owned"
    )
    follow_up_on = models.DateField("follow up", null=True, blank=True)
    do_not_contact = models.BooleanField(default=False)
    do_not_contact_reason = models.CharField(max_length=300, blank=True)
    do_not_contact_since = models.DateField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    checked_at = models.DateTimeField("last asked", null=True, blank=True)  # when any platform last answered

    objects = ArtistQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=[*SCORE_COLUMNS, "search_name", "youtube_findings"])

    class Meta:
        verbose_name = "lead"
        permissions = [("export_artist", "Can export leads")]
        indexes = [
            # The admin appends the id to every order, so it belongs in the index.
            UnknownLast(fields=["tier", "-total_score", "id"], name="artist_tier_score"),
            UnknownLast(fields=["-total_score", "id"], name="artist_score"),
            UnknownLast(fields=["region", "tier", "-total_score"], name="artist_region"),
            UnknownLast(fields=["outreach_status", "-total_score"], name="artist_status"),
            # Counts all leads without reading the rows, which are wide.
            models.Index(fields=["scored_at"], name="artist_scored"),
            models.Index(
                fields=["pinned_tier", "pinned_until"], name="artist_pinned", condition=Q(pinned_tier__isnull=False)
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_name = fold(self.name)[:300]
        if (named := kwargs.get("update_fields")) is not None and "name" in named:
            kwargs["update_fields"] = {*named, "search_name"}
        super().save(*args, **kwargs)

    @property
    def pin_holds(self) -> bool:
        """Whether a person pinned the tier, and until today at least."""
        return bool(self.pinned_tier) and (self.pinned_until is None or self.pinned_until >= timezone.localdate())

    @property
    def standing_tier(self) -> str | None:
        """The tier that counts: a person's while the pin holds, else Prism's own."""
        return self.pinned_tier if self.pin_holds else self.tier


class Profile(models.Model):
    """What one platform says of one artist. `data` holds the findings that facts are made of, with their dates."""

    class State(models.TextChoices):
        FOUND = "found", "Found"
        ABSENT = "absent", "Asked, and not there"
        MISSED = "missed", "Not found once"  # Spotify's index loses codes for hours: one miss proves nothing
        CONFLICTING = "conflicting", "Conflicting"
        REJECTED = "rejected", "Rejected by staff"

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="profiles")
    platform = models.CharField(max_length=12, choices=Platform)
    external_id = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=State)
    missed_at = models.DateTimeField(null=True, blank=True)  # the first of the misses
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artist", "platform"], name="profile_once_per_platform")]

    def __str__(self):
        return f"{self.get_platform_display()}: {self.get_state_display()}"


class Snapshot(models.Model):
    """A number as a platform gave it on a day: growth is only ever read from these."""

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="snapshots")
    platform = models.CharField(max_length=12, choices=Platform)
    metric = models.CharField(max_length=20)  # listeners, playcount, followers, subscribers, views, videos
    day = models.DateField()
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["artist", "platform", "metric", "day"], name="snapshot_once_a_day")
        ]

    def __str__(self):
        return f"{self.platform} {self.metric} {self.day}: {self.value}"


class Statement(models.Model):
    """What a person says of an artist. It wins over what machines found, and stays beside it."""

    class Field(models.TextChoices):
        COUNTRY = "country", "Country"
        GENRE = "genre", "Genre"
        INDEPENDENCE = "independence", "Independence"
        PUBLISHER = "publisher", "Publisher"  # "" says: none
        LABEL = "label", "Label"
        CHANNEL = "youtube_channel", "YouTube channel"
        LAST_RELEASE = "last_release", "Latest release"
        NOTE = "note", "Other"

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="statements")
    field = models.CharField(max_length=20, choices=Field)
    value = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=300, default="staff")  # "staff", or the upload's name
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self):
        return f"{self.get_field_display()}: {self.value or 'none'}"


class Candidate(models.Model):
    """A possible identity: a name alike is no proof, a person decides."""

    class State(models.TextChoices):
        OPEN = "open", "To decide"
        ACCEPTED = "accepted", "The same"
        REJECTED = "rejected", "Not the same"

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="candidates")
    platform = models.CharField(max_length=12, choices=Platform)
    external_id = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    because = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["artist", "platform", "external_id"], name="candidate_once_per_identity")
        ]

    def __str__(self):
        return f"{self.name} ({self.get_platform_display()})"


class MergedId(models.Model):
    """An artist id that lives on in another: old links keep working."""

    old_id = models.BigIntegerField(primary_key=True)
    artist = models.ForeignKey(Artist, models.CASCADE, related_name="merged_ids")
    merged_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.old_id} is now {self.artist_id}"


class ScoreChange(models.Model):
    """Total or tier moved, and why."""

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="score_changes")
    at = models.DateTimeField()
    old_total = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    new_total = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    old_tier = models.CharField(max_length=1, null=True)
    new_tier = models.CharField(max_length=1, null=True)
    because = models.CharField(max_length=300)
    policy_version = models.PositiveIntegerField(null=True)
    parts = models.JSONField(default=dict)
    moved = models.JSONField(default=list)  # lines that differ: {component, label, before, after}, each {points, state}

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.old_total} to {self.new_total}"

    @property
    def difference(self) -> Decimal | None:
        """By how much the total rose or fell; None where one of the two was no score."""
        return None if None in (self.old_total, self.new_total) else self.new_total - self.old_total

    @property
    def moved_words(self) -> list[str]:
        """The lines that moved, as sentences."""
        return [move_words(line) for line in self.moved]
