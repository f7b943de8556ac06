"""Score columns for whoever is scored, the policies they are scored by, and the label families."""

import json
from datetime import date
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Max, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from scoring.labels import LabelBook, normalised_label, row_problem
from scoring.labels.days import span_words
from scoring.rules import DEFAULT_POLICY, PolicyData, problems, settle_numbers

SETTLED_COLUMNS = (
    "independence_score",
    "opportunity_score",
    "geographic_score",
    "total_score",
    "score_ceiling",
    "coverage",
    "tier",
)
# What a bulk upsert of scores must name, so that the tier never disagrees with the parts.
SCORE_COLUMNS = ("facts", "breakdown", *SETTLED_COLUMNS, "scored_at", "policy_version")


def settle(row: "Scored") -> None:
    """Set the row's scores, total and tier to what its breakdown amounts to. Call it before every bulk write."""
    settled = settle_numbers(row.breakdown)
    for column in SETTLED_COLUMNS:
        setattr(row, column, getattr(settled, column))


class Scored(models.Model):
    """Whoever has a score: the facts it rests on, how it came about, and the columns that lists sort by."""

    class Tier(models.TextChoices):
        A = "A"
        B = "B"
        C = "C"
        D = "D"

    facts = models.JSONField(default=dict, blank=True, editable=False)
    breakdown = models.JSONField(default=dict, blank=True, editable=False)
    independence_score = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True, editable=False)
    opportunity_score = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True, editable=False)
    geographic_score = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True, editable=False)
    total_score = models.DecimalField("score", max_digits=4, decimal_places=1, null=True, blank=True, editable=False)
    score_ceiling = models.DecimalField(
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        editable=False,
        help_text="The score if every unknown turned out in favour.",
    )
    coverage = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False, help_text="Percent of the score that rests on known facts."
    )
    tier = models.CharField(max_length=1, choices=Tier, null=True, blank=True, editable=False)
    pinned_tier = models.CharField(max_length=1, choices=Tier, null=True, blank=True)
    pinned_reason = models.CharField(max_length=300, blank=True)
    pinned_until = models.DateField(null=True, blank=True)  # the last day it holds
    pinned_at = models.DateTimeField(null=True, blank=True, editable=False)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    scored_at = models.DateTimeField(null=True, blank=True, editable=False)
    policy_version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Keep the columns true to the breakdown, whichever of them the caller names."""
        fields = kwargs.get("update_fields")
        touched = fields is None or not {"breakdown", *SETTLED_COLUMNS}.isdisjoint(fields)
        if touched:
            settle(self)
        if touched and fields is not None:
            kwargs["update_fields"] = {*fields, "breakdown", *SETTLED_COLUMNS}
        super().save(*args, **kwargs)


class PolicyQuerySet(models.QuerySet):
    def current(self) -> tuple[int, PolicyData]:
        """Version and numbers of the published policy; the numbers we ship, as version 0, where none is published."""
        published = self.filter(state=Policy.State.PUBLISHED).first()
        return (published.version, published.rules) if published else (0, PolicyData.from_json(DEFAULT_POLICY))


class Policy(models.Model):
    """One version of the weights, points, thresholds and tier borders; at most one is published."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    version = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "policies"
        permissions = [("publish_policy", "Can publish policies")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="published"),
                name="one_published_policy",
                violation_error_message="Another policy is published already.",
            )
        ]

    def __str__(self):
        return f"{self.version}: {self.name}"

    def clean(self):
        if found := problems(self.data):
            raise ValidationError({"data": found})

    @property
    def stamp(self) -> str:
        """Another one whenever name or numbers are others: who saves or publishes shows with it what they saw."""
        return sha256(json.dumps([self.name, self.data], sort_keys=True).encode()).hexdigest()[:16]

    @property
    def rules(self) -> PolicyData:
        """The checked numbers; ValueError with sentences where the stored data make no sense."""
        return _checked(json.dumps(self.data, sort_keys=True))


@lru_cache(maxsize=8)
def _checked(data: str) -> PolicyData:
    """Checking takes milliseconds, and the same policy is asked for at every rescoring."""
    return PolicyData.from_json(json.loads(data))


class LabelFamilyQuerySet(models.QuerySet):
    def update(self, **values):
        """Rows changed in bulk are as new as those that were saved: the book goes by that."""
        return super().update(**{"updated_at": timezone.now()} | values)

    def book(self) -> LabelBook:
        """The label book of all rows as of today. It is built anew where rows were saved, added or removed since, and
        once an hour, should the clocks of two machines have hidden a change.
        """
        today, hour = timezone.localdate(), timezone.now().replace(minute=0, second=0, microsecond=0)
        stamp = (hour, *self.aggregate(newest=Max("updated_at"), rows=Count("id"), ids=Sum("id")).values())
        if _book.get("stamp") != stamp:
            rows = self.order_by("id").values_list("label", "kind", "group", "since", "until")
            _book.update(book=LabelBook(rows.iterator(), today), stamp=stamp)
        return _book["book"]

    def overlapping(self, family: "LabelFamily") -> "LabelFamilyQuerySet":
        """Other rows of the same label and kind that hold on a day on which this one does."""
        same = self.filter(label=family.label, kind=family.kind).exclude(pk=family.pk)
        if family.until:
            same = same.filter(Q(since=None) | Q(since__lte=family.until))
        if family.since:
            same = same.filter(Q(until=None) | Q(until__gte=family.since))
        return same


_book: dict = {}  # this process's label book and the stamp of the rows it was made from


class LabelFamily(models.Model):
    """A label name and what it stands for. One name may stand for two things: "CD Baby" does."""

    class Kind(models.TextChoices):
        MAJOR = "major", "major"
        MAJOR_DISTRIBUTED = "major_distributed", "distributed by a major"
        INDIE = "indie", "indie label"
        DISTRIBUTOR = "distributor", "distributor"
        SELF_RELEASE_MARKER = "self_release_marker", "self-release marker"

    label = models.CharField(
        max_length=200,
        help_text="The whole name. A regular expression starts with re: and may hold <artist name>.",
    )
    normalised = models.CharField(max_length=200, db_index=True, editable=False, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    group = models.CharField(max_length=200, blank=True, help_text="Who owns or distributes it.")
    source = models.CharField(max_length=200, blank=True, help_text="Where this is known from.")
    since = models.DateField(null=True, blank=True, help_text="The first day this holds. Empty: it always did.")
    until = models.DateField(null=True, blank=True, help_text="The last day it held. Empty: it still does.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = LabelFamilyQuerySet.as_manager()

    class Meta:
        ordering = ["label", "kind"]
        verbose_name_plural = "label families"
        constraints = [
            models.UniqueConstraint(
                "label",
                "kind",
                Coalesce("since", Value(date.min)),
                name="label_family_once_a_time",
                violation_error_message="This label has a row of that kind from that day on already.",
            )
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        self.normalised = normalised_label(self.label)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "normalised", "updated_at"}
        super().save(*args, **kwargs)

    def clean(self):
        if not self.label:
            return  # the field has said so itself
        if problem := row_problem(self.label, self.kind, self.since, self.until):
            backwards = self.since and self.until and self.until < self.since
            raise ValidationError({"until" if backwards else "label": problem})
        if other := LabelFamily.objects.overlapping(self).first():
            held = other.span or "without any date"
            raise ValidationError(f"This label has a row of that kind already that overlaps with this one: {held}.")

    @property
    def span(self) -> str:
        """When it holds, in words; empty where it always does."""
        return span_words(self.since, self.until)
