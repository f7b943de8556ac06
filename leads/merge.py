"""Two rows that turn out to be one artist: everything that points at the one that goes moves to the one that stays."""

from django.db import transaction

from leads.models import Artist, MergedId

# What the surviving row takes over where it has nothing itself.
FILLED = (
    "mbid",
    "spotify_id",
    "youtube_channel_id",
    "country",
    "listeners",
    "playcount",
    "followers",
    "youtube_subscribers",
    "youtube_views",
    "youtube_videos",
    "owner",
    "follow_up_on",
)
PIN = ("pinned_tier", "pinned_reason", "pinned_until", "pinned_by")


def merge(keep: Artist, gone: Artist) -> None:
    """Move all rows of `gone` to `keep` and delete it. Where both have one, `keep`'s stays. Old ids keep working."""
    with transaction.atomic():
        for relation in Artist._meta.related_objects:
            if (
                relation.many_to_many
                or relation.related_model is MergedId
                or relation.field.model._meta.managed is False
            ):
                continue
            _move(relation.related_model, relation.field.name, keep, gone)
        for field in Artist._meta.related_objects:
            if field.many_to_many and field.through._meta.auto_created:
                _move(field.through, field.field.m2m_reverse_field_name(), keep, gone)
        MergedId.objects.filter(artist=gone).update(artist=keep)
        taken = {name: getattr(gone, name) for name in FILLED if not getattr(keep, name) and getattr(gone, name)}
        if gone.pinned_tier and not keep.pinned_tier:
            taken |= {name: getattr(gone, name) for name in PIN}
        if gone.do_not_contact and not keep.do_not_contact:
            taken |= {
                "do_not_contact": True,
                "do_not_contact_reason": gone.do_not_contact_reason,
                "do_not_contact_since": gone.do_not_contact_since,
            }
        if keep.outreach_status == Artist.Status.NOT_CONTACTED:
            taken["outreach_status"] = gone.outreach_status
        old = gone.pk
        Artist.objects.filter(pk=old).delete()
        for name, value in taken.items():
            setattr(keep, name, value)
        if taken:
            Artist.objects.filter(pk=keep.pk).update(**taken)
        MergedId.objects.create(old_id=old, artist=keep)


def _move(model, column: str, keep: Artist, gone: Artist) -> None:
    """Repoint row by row where a unique rule could refuse, all at once where none can."""
    rows = model._default_manager.filter(**{column: gone})
    unique = [set(rule.fields) for rule in model._meta.total_unique_constraints if column in rule.fields]
    unique += [set(names) for names in model._meta.unique_together if column in names]
    if not unique:
        rows.update(**{column: keep})
        return
    for row in rows:
        clash = any(
            model._default_manager.filter(
                **{name: getattr(row, name) for name in names - {column}}, **{column: keep}
            ).exists()
            for names in unique
        )
        if not clash:
            model._default_manager.filter(pk=row.pk).update(**{column: keep})
