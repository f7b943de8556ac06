"""What no address of the API is answered by."""

from prism.api import problems
from prism.api.door import Door


class Nowhere(Door):
    """Every unknown address: the same for everybody, and a list of what there is for those who are let in."""

    schema = None  # not described

    public = True
    needs = {"GET": (), "POST": (), "PUT": (), "PATCH": (), "DELETE": ()}

    def initial(self, request, *args, **kwargs):
        """Not found for everybody, also for a session without its CSRF token; only a bad token is told first."""
        try:
            super().initial(request, *args, **kwargs)
        except problems.Problem as problem:
            if problem.status_code != 403:
                raise
            raise problems.not_found(problems.NOT_FOUND)

    def check_permissions(self, request):
        pass

    def handle(self, request, *args, **kwargs):
        more = {}
        if request.user and request.user.is_authenticated:
            from prism.api.urls import ROUTES

            more["available_endpoints"] = [f"/api/{route.path}" for route in ROUTES]
        raise problems.not_found(problems.NOT_FOUND, **more)

    get = post = put = patch = delete = options = http_method_not_allowed = handle
