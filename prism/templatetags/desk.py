"""How the desk writes times, days, figures and scores."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html

from scoring.facts import first_day
from scoring.rules.reading import band
from scoring.rules.words import platform_name
from scoring.territories import country_name

register = template.Library()
register.filter("platform", platform_name)
register.filter("country", country_name)

STATES = {
    "unknown": "Unknown",
    "conflicting": "Conflicting",
    "stale": "Out of date",
    "not_offered": "Not offered",
}


@register.filter
def nzt(moment: datetime | None) -> str:
    """A moment as New Zealand reads it: "Tue 24 Nov, 9:10 pm", with the year when it is another."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{nzday(local.date(), weekday=True)}, {local:%-I:%M} {'am' if local.hour < 12 else 'pm'}"


@register.filter
def nzday(day: date | datetime | str | None, weekday: bool = False) -> str:
    """A day without its year when that is this one; text may be an ISO day or time."""
    if isinstance(day, str):
        day = first_day(day)
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    this_year = day.year == timezone.localdate().year
    return f"{day:{'%a ' if weekday else ''}%-d %b{'' if this_year else ' %Y'}}"


@register.filter
def count(number: int | None) -> str:
    """1,840; a figure nobody told is the word for it."""
    return "Unknown" if number is None else f"{number:,}"


@register.filter
def short(number) -> str:
    """Points without needless decimals: 36, 26.4."""
    return "" if number is None else f"{Decimal(str(number)).quantize(Decimal('0.1')).normalize():f}"


@register.filter
def stop(sentence: str) -> str:
    """Ended by a full stop, if nothing ends it yet."""
    return sentence if sentence.endswith((".", "?", "…")) else f"{sentence}."


@register.filter
def state_words(state: str) -> str:
    return STATES.get(state, state)


@register.filter
def of(part, whole) -> int:
    """`part` in percent of `whole`, for a bar: 100 only when it is all, more than 0 when it is something."""
    if not whole or not part:
        return 0
    percent = int(100 * float(part) / float(whole))
    return max(1, percent) if percent else 1


@register.filter
def minus(left, right):
    return (left or 0) - (right or 0)


@register.filter
def seconds_words(seconds: float) -> str:
    """About how long that is, as people say it."""
    if seconds < 5:
        return "a moment"
    if seconds < 90:
        return f"{round(seconds / 5) * 5} seconds"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} minutes"
    hours = round(seconds / 3600)
    return f"{hours} hours" if hours < 48 else f"{round(seconds / 86400)} days"


@register.simple_tag
def tier_badge(tier: str | None) -> str:
    if not tier:
        return format_html('<span class="dk-unknown">{}</span>', "No tier")
    return format_html('<span class="dk-tier dk-tier-{}">{}</span>', tier, tier)


@register.simple_tag
def score_words(scored) -> str:
    """The score in one decimal, or from where to where it may lie while too little is known; in words for ears."""
    if found := band(scored.total_score, scored.score_ceiling, scored.coverage):
        words = '<span aria-hidden="true">{0}–{1}</span><span class="dk-hidden">between {0} and {1}</span>'
        return format_html(words, *found)
    return "" if scored.total_score is None else format_html("{}", scored.total_score)


@register.filter
def is_banded(scored) -> bool:
    """Whether too little is known of the score for one number."""
    return band(scored.total_score, scored.score_ceiling, scored.coverage) is not None


@register.simple_tag
def unknown(words: str = "Unknown") -> str:
    return format_html('<span class="dk-unknown">{}</span>', words)


@register.simple_tag(takes_context=True)
def with_query(context, **changed) -> str:
    """This page's query with some parameters changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def is_web(address: str | None) -> bool:
    """Only such addresses become links: what others typed or sent may be anything."""
    return str(address or "").startswith(("http://", "https://"))


@register.filter
def at(figures: dict, name: str) -> int:
    """How many of that name; none counted is nought."""
    return figures.get(name, 0)


@register.filter
def cut_underscores(word: str) -> str:
    return word.replace("_", " ")
