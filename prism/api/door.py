"""What every address of the API has in common: who may, how often, once per key, in which form."""

import hashlib

from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework.response import Response
from rest_framework.views import APIView

from prism.api import idempotency
from prism.api.problems import SERVICE
from prism.api.writing import written

MOVING = ("timestamp", "generated_at")  # differ although nothing has changed


class Door(APIView):
    """`needs` maps each method to its permissions; `reads` names POSTs that change nothing; `throttle` a rule of its
    own; `tagged` answers of GET carry an ETag.
    """

    route_name = ""
    public = False
    needs: dict[str, tuple[str, ...]] = {}
    reads: tuple[str, ...] = ()
    throttle = ""
    tagged = False

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.reserved = idempotency.reserve(request) if request.user and request.user.is_authenticated else None

    def handle_exception(self, error):
        if isinstance(error, idempotency.Replay):
            return error.args[0]
        return super().handle_exception(error)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if rate := getattr(request, "rate", None):
            for name, value in zip(("Limit", "Remaining", "Reset"), rate, strict=True):
                response[f"X-RateLimit-{name}"] = str(value)
        user = getattr(request, "_user", None)  # never read where asking who it is has failed: the database is away
        if user and user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        if self.public:
            patch_vary_headers(response, ["Authorization", "Cookie"])
        if isinstance(response, Response) and self.tagged and request.method in ("GET", "HEAD"):
            _tag(request, response)
        if reserved := getattr(self, "reserved", None):
            self._keep(reserved, response)
        return response

    def _keep(self, reserved, response):
        if isinstance(response, Response):
            response.add_post_render_callback(lambda rendered: idempotency.keep(reserved, rendered))
        else:
            idempotency.keep(reserved, response)

    def options(self, request, *args, **kwargs):
        return answer({"methods": self.allowed_methods})


def answer(data: dict, status: int = 200, **headers: str) -> Response:
    """An answer with the service's name; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response({**data, "service": SERVICE}, status=status, headers=named)


def now_words() -> str:
    from prism.api.writing import moment

    return moment(timezone.now())


def _tag(request, response: Response) -> None:
    """304 without a body where the caller holds the same; times of answering are not part of it."""
    if response.status_code != 200:
        return
    lasting = written({name: value for name, value in response.data.items() if name not in MOVING})
    tag = f'W/"{hashlib.sha256(lasting).hexdigest()[:32]}"'
    response["ETag"] = tag
    held = [one.strip() for one in request.META.get("HTTP_IF_NONE_MATCH", "").split(",")]
    if tag in held or tag.removeprefix("W/") in held or "*" in held:
        response.status_code, response.data = 304, None
    else:
        moving = written({name: value for name, value in response.data.items() if name in MOVING})
        response.written = _joined(moving, lasting)


def _joined(one: bytes, other: bytes) -> bytes:
    """Two objects as one."""
    return b"{%b}" % b",".join(part for part in (one[1:-1], other[1:-1]) if part)
