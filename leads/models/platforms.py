"""The four platforms by name, as rows, filters and contracts write them."""

from django.db import models


class Platform(models.TextChoices):
    MUSICBRAINZ = "musicbrainz", "MusicBrainz"
    SPOTIFY = "spotify", "Spotify"
    YOUTUBE = "youtube", "YouTube"
    LASTFM = "lastfm", "Last.fm"
