"""From where somebody calls: the one answer for throttles and for guesses at passwords."""

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle


def address(request: HttpRequest) -> str:
    """As the proxy in front of us has seen them (BEHIND_PROXY), else whoever is connected."""
    return BaseThrottle().get_ident(request)
