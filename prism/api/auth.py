"""Who asks: a program by its token, or staff by the session of their browser."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied

from prism import tokens
from prism.api import throttles
from prism.api.problems import forbidden, not_authenticated

BAD_TOKEN = "This token is unknown, expired or revoked."


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer prism_…`. A header wins over a cookie: with a bad one nobody comes in."""

    def authenticate(self, request):
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        scheme, _, key = header.partition(" ")
        token = tokens.find(key.strip(), timezone.now()) if scheme.lower() == "bearer" else None
        if token is None:
            throttles.count(request, *throttles.nobody(request))  # or they could be guessed as fast as we answer
            raise not_authenticated("invalid_token", BAD_TOKEN)
        return token.user, token

    def authenticate_header(self, request):
        return "Bearer"


class StaffSession(SessionAuthentication):
    """Active staff in the browser; whoever changes something shows the CSRF token."""

    def authenticate(self, request):
        user = getattr(request._request, "user", None)
        if not (user and user.is_active and user.is_staff):
            return None
        try:
            self.enforce_csrf(request)
        except PermissionDenied:
            raise forbidden("csrf_failed", "The CSRF token is missing or wrong.")
        return user, None
