"""What goes out: JSON with numbers as numbers, moments in Auckland's time, days as days."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

HERE = ZoneInfo("Pacific/Auckland")


def moment(when: datetime | None) -> str | None:
    return when and when.astimezone(HERE).isoformat(timespec="seconds")


class Encoder(JSONEncoder):
    def default(self, value):
        if isinstance(value, datetime):
            return moment(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return float(value)
        return super().default(value)


class JSON(JSONRenderer):
    encoder_class = Encoder
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        """What was written for the sake of its tag is not written a second time."""
        written = getattr((renderer_context or {}).get("response"), "written", None)
        return super().render(data, accepted_media_type, renderer_context) if written is None else written


def written(data) -> bytes:
    return JSON().render(data)


class AlwaysJSON(DefaultContentNegotiation):
    """Accept is never a reason to refuse."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def prefers(request, media_type: str, over: str = "application/json") -> bool:
    """Whether the Accept header names this type with more weight than the other, or before it."""
    wanted = {}
    for place, part in enumerate(request.META.get("HTTP_ACCEPT", "")[:2000].split(",")):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights = [one.removeprefix("q=") for one in parameters if one.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            weight = 0.0
        wanted.setdefault(name.lower(), (weight, -place))
    ours = wanted.get(media_type)
    return bool(ours and ours[0] > 0 and ours > wanted.get(over, (0.0, 0)))
