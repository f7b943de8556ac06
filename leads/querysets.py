"""The house vocabulary for many artists at once: doors and flow read these same sets."""

from django.db import models
from django.db.models import F, Q


class ArtistQuerySet(models.QuerySet):
    def leads(self):
        """Assessed artists, best first; those with nothing to score come last."""
        return self.exclude(scored_at=None).best_first()

    def best_first(self):
        return self.order_by(F("total_score").desc(nulls_last=True), "id")

    def in_tier(self, *tiers):
        return self.filter(tier__in=tiers)

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
