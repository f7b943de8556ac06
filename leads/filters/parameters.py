"""The one set of filters for leads: what each parameter may be, and which leads it leaves."""

from copy import copy
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from math import ceil

from django import forms
from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django_filters import Filter, FilterSet

from leads.filters import fields
from leads.models import Artist
from leads.querysets import ABOUT_LOOKING, YOUTUBE
from scoring.rules.youtube import DERIVED
from scoring.territories import COUNTRIES

YOUTUBE_FILTERS = ("has_channel", "no_channel", "high_potential", "underperforming", "active_uploaders")
OPPORTUNITIES = tuple(finding for finding in Artist.Finding.values if finding != Artist.Finding.HEALTHY)
# The name of a sort and the column it means; None where no platform of ours offers the figure: unknown of everybody.
SORTS = {
    "total_score": "total_score",
    "name": "search_name",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "youtube_subscribers": "youtube_subscribers",
    "monthly_listeners": None,
    "independence_score": "independence_score",
    "opportunity_score": "opportunity_score",
    "geographic_score": "geographic_score",
    "coverage": "coverage",
    "lead_tier": "standing",
    "country": "country",
    "last_release_date": "last_release_date",
    "last_checked": "checked_at",
    "outreach_status": "outreach_status",
    "follow_up_on": "follow_up_on",
}
DESK_SORTS = SORTS | {"youtube_finding": "youtube_finding"}
DEFAULT_ORDER = {"sort_by": "total_score", "sort_order": "desc"}


# --- What each parameter leaves ---------------------------------------------------------------------------------------


def _tier(leads, name, tiers):
    return leads.in_tier(*tiers)


def _country(leads, name, codes):
    return leads.filter(Q(country__in=codes) | Q(country=None) if "none" in codes else Q(country__in=codes))


def _column(leads, name, words):
    return leads.filter(**{f"{name}__in": words})


def _genre(leads, name, genres):
    return leads.of_genre(*genres)


def _score(leads, name, border):
    """Scores have one decimal: a border between two of them is moved to the one it lets through."""
    least = name == "min_score"
    border = Decimal(str(border)).quantize(Decimal("0.1"), ROUND_CEILING if least else ROUND_FLOOR)
    return leads.filter(**{f"total_score__{'gte' if least else 'lte'}": border})


def _coverage(leads, name, least):
    return leads.filter(coverage__gte=ceil(least))


def _flag(leads, name, wanted):
    return leads.filter(**{name: wanted})


def _youtube_filter(leads, name, words):
    words = _offered([words] if isinstance(words, str) else words)
    return leads.on_youtube(*words) if words else leads.none()


def _youtube_opportunity(leads, name, words):
    words = _offered(OPPORTUNITIES if "any" in words else words)
    return leads.with_finding(*words) if words else leads.none()


def _offered(words) -> list[str]:
    """Without what may not be derived from YouTube's figures here."""
    return [word for word in words if settings.YOUTUBE_DERIVED_METRICS or word not in DERIVED]


def _source(leads, name, uploads):
    return leads.from_uploads(uploads)


def _released_after(leads, name, day: date):
    """What is known by its year or month only is kept as the first day of it, and may have come out on the last."""
    known_by = Q(last_release_precision="year", last_release_date__gte=day.replace(month=1, day=1))
    known_by |= Q(last_release_precision="month", last_release_date__gte=day.replace(day=1))
    return leads.filter(Q(last_release_date__gte=day) | known_by)


def _released_before(leads, name, day: date):
    return leads.filter(last_release_date__lte=day)


def _checked_before(leads, name, when: date | datetime):
    moment = when if isinstance(when, datetime) else fields.beginning(when)
    return leads.filter(Q(checked_at=None) | Q(checked_at__lt=moment))


def _follow_up_due(leads, name, when: bool | date):
    today = timezone.localdate()
    if when is False:
        return leads.filter(Q(follow_up_on=None) | Q(follow_up_on__gt=today))
    return leads.filter(follow_up_on__lte=today if when is True else when)


def _search(leads, name, words):
    return leads.matching(words)


def _nothing_else(leads, name, value):
    """The order is made at the end, of two parameters."""
    return leads


# --- The set ----------------------------------------------------------------------------------------------------------


class Parameter(Filter):
    """A parameter by the field that reads it, and what leads it leaves."""

    def __init__(self, field_class, narrow, **of_field):
        super().__init__(method=narrow, **of_field)
        self.field_class = field_class

    def __deepcopy__(self, memo):
        """Each request has its own; field and words are the same for all, and are not copied every time."""
        own = copy(self)
        own.method = self.method
        return own


class LeadForm(forms.Form):
    def clean(self):
        least, most = self.cleaned_data.get("min_score"), self.cleaned_data.get("max_score")
        if least is not None and most is not None and least > most:
            self.add_error("min_score", fields.refusal(least, f"it is above max_score, {most}", "min_above_max"))
        return self.cleaned_data


class LeadFilter(FilterSet):
    """Every parameter that lists, exports and saved views of leads share; `usable` gives the contacts one may use."""

    tier = Parameter(fields.Words, _tier, words=(*Artist.Tier.values, "none"), any_case=True)
    region = Parameter(
        fields.Words,
        _column,
        words=Artist.Region.values,
        also={"other_english_speaking": "other_english_speaking"},  # of old clients: nobody has it
    )
    country = Parameter(fields.Countries, _country, words=(*sorted(COUNTRIES), "none"), any_case=True)
    genre = Parameter(fields.Texts, _genre)
    min_score = Parameter(fields.Number, _score)
    max_score = Parameter(fields.Number, _score)
    min_coverage = Parameter(fields.Number, _coverage)
    outreach_status = Parameter(fields.Words, _column, words=Artist.Status.values)
    owner = Parameter(fields.People, "of_owner")
    has_email = Parameter(fields.Flag, "within_reach")
    has_contact = Parameter(fields.Flag, "within_reach")
    do_not_contact = Parameter(fields.Flag, _flag)
    youtube_filter = Parameter(fields.Word, _youtube_filter, words=YOUTUBE_FILTERS)
    youtube_opportunity = Parameter(
        fields.Words,
        _youtube_opportunity,
        words=(*OPPORTUNITIES, "any"),
        also={"youtube_underperforming": "underperforming"},
    )
    independence = Parameter(fields.Words, _column, words=Artist.Independence.values)
    source = Parameter(fields.Ids, _source)
    released_after = Parameter(fields.Day, _released_after)
    released_before = Parameter(fields.Day, _released_before)
    checked_before = Parameter(fields.DayOrTime, _checked_before)
    follow_up_due = Parameter(fields.FlagOrDay, _follow_up_due)
    search = Parameter(fields.Text, _search)
    sort_by = Parameter(fields.Word, _nothing_else, words=tuple(SORTS))
    sort_order = Parameter(fields.Word, _nothing_else, words=("desc", "asc"))

    class Meta:
        model = Artist
        fields = ()
        form = LeadForm

    def __init__(self, data=None, queryset=None, *, user=None, usable=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        self.user, self.usable = user, usable
        self.form.fields["owner"].user = user

    @classmethod
    @cache
    def get_form_class(cls):
        """Made once: every form has copies of its fields."""
        return type(
            f"{cls.__name__}Form", (cls._meta.form,), {name: one.field for name, one in cls.base_filters.items()}
        )

    def of_owner(self, leads, name, names):
        held = Q(owner__username__in=[one for one in names if one not in ("me", "none")])
        held |= Q(owner=self.user.pk) if "me" in names else Q()
        return leads.filter(held | Q(owner=None) if "none" in names else held)

    def within_reach(self, leads, name, wanted):
        contacts = self.usable().filter(artist=OuterRef("pk"))
        if name == "has_email":
            contacts = contacts.filter(kind="email")
        return leads.filter(Exists(contacts) if wanted else ~Exists(contacts))

    def filter_queryset(self, queryset):
        given = self.form.cleaned_data
        since, until = given["released_after"], given["released_before"]
        if since and until and since > until:
            return queryset.none()  # a year fits each of them alone; no day fits both
        return in_order(super().filter_queryset(queryset), **self.order)

    @property
    def order(self) -> dict[str, str]:
        given = self.form.cleaned_data
        return {name: given[name] or default for name, default in DEFAULT_ORDER.items()}


class DeskFilter(LeadFilter):
    """The desk's list asks for several words about YouTube at once, knows more of them, and can be ordered by them."""

    youtube_filter = Parameter(fields.Words, _youtube_filter, words=(*YOUTUBE, *ABOUT_LOOKING))
    sort_by = Parameter(fields.Word, _nothing_else, words=tuple(DESK_SORTS))


def in_order(leads, sort_by: str, sort_order: str):
    """Unknown comes last whichever way; among equals the older lead first, so that no two orders differ."""
    if (name := DESK_SORTS[sort_by]) is None:
        return leads.order_by("pk")
    if name == "standing":
        leads = leads.with_standing_tier()
    # Only where there can be nulls: an index does not know that it holds none.
    nulls_last = name == "standing" or Artist._meta.get_field(name).null or None
    column = F(name)
    return leads.order_by((column.asc if sort_order == "asc" else column.desc)(nulls_last=nulls_last), "pk")
