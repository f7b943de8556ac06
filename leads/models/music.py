"""Recordings, their credits, releases and labels."""

from django.db import models

from leads.models.artists import Artist


class Recording(models.Model):
    """One ISRC. Known by its code from the day a file names it; title and credits come from the platforms."""

    isrc = models.CharField("ISRC", max_length=12, unique=True)
    title = models.CharField(max_length=500, blank=True)
    mbid = models.CharField("MusicBrainz id", max_length=36, null=True, blank=True, db_index=True)
    spotify_id = models.CharField("Spotify track", max_length=22, null=True, blank=True)
    length_ms = models.PositiveIntegerField(null=True, blank=True)
    first_release = models.CharField(max_length=10, blank=True)  # 2021, 2021-03 or 2021-03-19
    conflicting = models.BooleanField(default=False)  # one code, several recordings: `alternatives` lists them
    alternatives = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    artists = models.ManyToManyField(Artist, through="Credit", related_name="recordings")

    class Meta:
        verbose_name = "recording"

    def __str__(self):
        return f"{self.title or 'Untitled'} ({self.isrc})"


class Credit(models.Model):
    """Who is credited on a recording. Featured artists are kept but make no lead by that alone."""

    class Role(models.TextChoices):
        MAIN = "main", "Main"
        FEATURED = "featured", "Featured"

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="credits")
    artist = models.ForeignKey(Artist, models.CASCADE, related_name="credits")
    role = models.CharField(max_length=8, choices=Role, default=Role.MAIN)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["recording", "artist"], name="credit_once")]

    def __str__(self):
        return f"{self.artist} on {self.recording}"


class Label(models.Model):
    """A label as MusicBrainz files it; `owners` and `distributors` are lists of {id, name}, nearest first."""

    mbid = models.CharField("MusicBrainz id", max_length=36, unique=True)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=30, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    owners = models.JSONField(default=list, blank=True)
    distributors = models.JSONField(default=list, blank=True)
    ties = models.JSONField(default=list, blank=True)  # artist relations: personal label, founder, contract...
    fetched_at = models.DateTimeField(null=True, blank=True)  # null: known by name only

    def __str__(self):
        return self.name


class Release(models.Model):
    """A release or album. `labels` is [{id, name}], `copyrights` [{kind: P|C, text}], `credited` the MBIDs or Spotify
    ids of whose release it is; each null while unread.
    """

    mbid = models.CharField("MusicBrainz id", max_length=36, null=True, blank=True, unique=True)
    spotify_id = models.CharField("Spotify album", max_length=22, null=True, blank=True, unique=True)
    title = models.CharField(max_length=500)
    date = models.CharField(max_length=10, blank=True)  # 2021, 2021-03 or 2021-03-19
    kind = models.CharField(max_length=30, blank=True)
    official = models.BooleanField(default=True)
    labels = models.JSONField(null=True, blank=True)
    copyrights = models.JSONField(null=True, blank=True)
    credited = models.JSONField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    artists = models.ManyToManyField(Artist, related_name="releases")

    def __str__(self):
        return self.title
