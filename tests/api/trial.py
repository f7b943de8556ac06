"""Addresses of no use but for trying out what every address has in common: a body, a form, a page, every fault."""

import time
import uuid

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, OperationalError, connection
from django.http import Http404
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.parsers import MultiPartParser

from leads.models import Artist
from prism import urls
from prism.api import paging
from prism.api.door import Door, answer
from prism.api.problems import Problem
from prism.api.reading import Given, Seconds, Text, flag
from prism.api.routes import Route
from prism.models import SavedView

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


class Said(Given):
    cleared = ("owner",)
    text = Text(required=False, max_length=5000)
    wait = Seconds(default=0)
    number = serializers.IntegerField(required=False, min_value=1, max_value=1000)
    sure = flag(False)
    owner = Text(required=False, allow_null=True)
    names = serializers.ListField(child=Text(max_length=20), required=False, max_length=3)


class Asked(Given):
    lists = ("tier",)
    tier = serializers.ListField(child=serializers.ChoiceField(choices=["A", "B"]), required=False)
    search = Text(required=False)
    by = Text(required=False)
    down = flag(True)
    id_down = flag(False)
    limit, offset, cursor = Text(required=False), Text(required=False), Text(required=False)


class Trial(Door):
    """POST has an effect that can be counted: a view that belongs to whoever asks."""

    needs = {"GET": (), "POST": ("leads.add_job",), "PUT": ("leads.add_job",)}
    tagged = True

    def get(self, request):
        given = Asked.of_query(request)
        order = paging.Order(given.get("by", "total_score"), down=given["down"], id_down=given["id_down"])
        rows, pagination = paging.page(Artist.objects.all(), request, {"tier": given.get("tier")}, order)
        return answer({"ids": [row.pk for row in rows], "pagination": pagination})

    def post(self, request):
        given = Said.of_body(request)
        made = SavedView.objects.create(name=uuid.uuid4().hex, owner=request.user)
        time.sleep(given["wait"])
        if given.get("text") == "refuse":
            raise Problem(409, "wrong_state", "Not possible in this state", "Refused on purpose.")
        return answer({"made": made.name, "given": given}, 201, Location=f"/api/trial/{made.pk}")

    put = post


class Form(Door):
    needs = {"POST": ()}
    parser_classes = [MultiPartParser]

    def post(self, request):
        made = SavedView.objects.create(name=uuid.uuid4().hex, owner=request.user)
        file = request.data.get("file")
        return answer({"made": made.name, "size": file and file.size, "read": file and len(file.read())})


FAULTS = {
    "bug": lambda: 1 / 0,
    "secret": lambda: (_ for _ in ()).throw(RuntimeError("password=hunter2 /srv/prism/secret.py")),
    "no table": lambda: connection.cursor().execute("SELECT * FROM nowhere"),
    "data": lambda: (_ for _ in ()).throw(DataError("value too long in table artist")),
    "locked": lambda: (_ for _ in ()).throw(_locked()),
    "404": lambda: (_ for _ in ()).throw(Http404("Artist matching query does not exist.")),
    "403": lambda: (_ for _ in ()).throw(PermissionDenied("the inner words")),
    "too big": lambda: (_ for _ in ()).throw(RequestDataTooBig("the inner words")),
    "suspicious": lambda: (_ for _ in ()).throw(SuspiciousOperation("the inner words")),
    "401": lambda: (_ for _ in ()).throw(exceptions.AuthenticationFailed("the inner words")),
}


def _locked():
    cause = type("Cause", (Exception,), {"sqlite_errorcode": 5, "sqlstate": "55P03"})("database is locked")
    error = OperationalError("database is locked")
    error.__cause__ = cause
    return error


class Fault(Door):
    public = True
    needs = {"GET": ()}

    def get(self, request):
        FAULTS[request.query_params["what"]]()


def middleware_fault(request):
    raise RuntimeError("password=hunter2")


ROUTES = [
    Route("trial", "trial", Trial, "Trial"),
    Route("trial_form", "trial/form", Form, "Form"),
    Route("trial_fault", "trial/fault", Fault, "Fault"),
]
urlpatterns = [
    path("api/", urls.include([route.pattern for route in ROUTES])),
    path("api/trial/bare-fault", middleware_fault),
    *urls.urlpatterns,
]
