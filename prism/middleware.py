"""What every request passes through."""

from django.http import HttpResponse


def reload_when_logged_out(get_response):
    """A panel that htmx refreshes after the session ended would swallow the login form: reload the whole page."""

    def middleware(request):
        if request.headers.get("HX-Request") and not request.user.is_authenticated:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return get_response(request)

    return middleware
