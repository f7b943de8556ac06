"""The house vocabulary for many artists at once: doors and flow read these same sets."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q

HAS_CHANNEL = Q(youtube_channel_id__gt="")
# What can be asked of a lead's YouTube side; see on_youtube for those about looking.
YOUTUBE = {
    "has_channel": HAS_CHANNEL,
    "high_potential": Q(youtube_finding="high_potential"),
    "underperforming": Q(youtube_finding="underperforming"),
    "inconsistent_uploads": Q(youtube_finding="inconsistent_uploads"),
    "healthy": Q(youtube_finding="healthy"),
    "active_uploaders": Q(upload_frequency__in=("very_active", "active")),
}


class ArtistQuerySet(models.QuerySet):
    def leads(self):
        """Assessed artists, best first; those with nothing to score come last."""
        return self.exclude(scored_at=None).best_first()

    def best_first(self):
        return self.order_by(F("total_score").desc(nulls_last=True), "id")

    def in_tier(self, *tiers):
        """Any of these; "none" stands for those with nothing to score."""
        found = Q(tier__in=tiers)
        return self.filter(found | Q(tier=None) if "none" in tiers else found)

    def on_youtube(self, *words):
        """Any of these words: YOUTUBE's, "no_channel" (looked for, and there is none) or "not_looked_up"."""
        profiled = self.model.objects.filter(profiles__platform="youtube")
        absent = self.model.objects.absent_from("youtube")
        looked = {
            "no_channel": Q(youtube_finding="no_youtube_presence") | Q(pk__in=absent.values("pk")),
            "not_looked_up": ~HAS_CHANNEL & ~Q(pk__in=profiled.values("pk")),
        }
        known = YOUTUBE | looked
        return self.filter(reduce(or_, (known[word] for word in words if word in known), Q()))

    def from_uploads(self, uploads):
        """Artists credited on recordings that these uploads named."""
        return self.filter(pk__in=self.model.objects.filter(recordings__upload_rows__upload__in=uploads).values("pk"))

    def absent_from(self, platform):
        """Artists we asked `platform` about and who are not there. Unasked is not absent."""
        return self.filter(profiles__platform=platform, profiles__state="absent")

    def matching(self, words):
        """Part of the name, case-, accent- and macron-folded, or a whole ISRC, MBID, Spotify or channel id."""
        from leads.isrc import ISRC
        from leads.names import fold

        exact = words.strip()
        found = Q(search_name__contains=fold(exact)) if fold(exact) else Q()
        found |= Q(mbid=exact.lower()) | Q(spotify_id=exact) | Q(youtube_channel_id=exact)
        try:
            code = "".join(ISRC.parse(exact))
        except ValueError:
            return self.filter(found)
        return self.filter(found | Q(pk__in=self.model.objects.filter(recordings__isrc=code).values("pk")))
