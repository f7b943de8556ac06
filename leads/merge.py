"""Two rows that turn out to be one artist: everything that points at the one that goes moves to the one that stays."""

from datetime import UTC, datetime

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
# How far the talking has come: of two rows the one that is further tells.
FURTHEST = [str(status) for status in Artist.Status]
# Columns by which a row shows that a person decided it.
DECIDED = ("confirmed_by_id", "decided_by_id", "verified")
PIN = ("pinned_tier", "pinned_reason", "pinned_until", "pinned_by", "pinned_at")


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
        if _pinned_later(gone, keep):
            taken |= {name: getattr(gone, name) for name in PIN}
        if gone.do_not_contact and not keep.do_not_contact:
            taken |= {
                "do_not_contact": True,
                "do_not_contact_reason": gone.do_not_contact_reason,
                "do_not_contact_since": gone.do_not_contact_since,
            }
        if FURTHEST.index(gone.outreach_status) > FURTHEST.index(keep.outreach_status):
            taken["outreach_status"] = gone.outreach_status
        old = gone.pk
        Artist.objects.filter(pk=old).delete()
        for name, value in taken.items():
            setattr(keep, name, value)
        if taken:
            Artist.objects.filter(pk=keep.pk).update(**taken)
        MergedId.objects.create(old_id=old, artist=keep)


def _pinned_later(gone: Artist, keep: Artist) -> bool:
    """Whether the pin of `gone` is the one to keep: of two that hold, the newer word."""
    return gone.pin_holds and (not keep.pin_holds or _pinned_at(gone) > _pinned_at(keep))


def _pinned_at(artist: Artist) -> datetime:
    return artist.pinned_at or datetime.min.replace(tzinfo=UTC)


def _move(model, column: str, keep: Artist, gone: Artist) -> None:
    """Repoint row by row where a unique rule could refuse, all at once where none can."""
    rows = model._default_manager.filter(**{column: gone})
    unique = [set(rule.fields) for rule in model._meta.total_unique_constraints if column in rule.fields]
    unique += [set(names) for names in model._meta.unique_together if column in names]
    if not unique:
        rows.update(**{column: keep})
        return
    for row in rows:
        others = [_like(model, row, names, column, keep) for names in unique]
        held = next((other for query in others if (other := query.first())), None)
        if held is None:
            model._default_manager.filter(pk=row.pk).update(**{column: keep})
        elif _by_people(row) and not _by_people(held):
            held.delete()  # what a person decided wins over what a machine found
            model._default_manager.filter(pk=row.pk).update(**{column: keep})


def _like(model, row, names: set[str], column: str, keep: Artist):
    """The row of `keep` that stands in the way of this one."""
    return model._default_manager.filter(**{name: getattr(row, name) for name in names - {column}}, **{column: keep})


def _by_people(row) -> bool:
    return any(getattr(row, column, None) for column in DECIDED)
