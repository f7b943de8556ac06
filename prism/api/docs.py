"""What the API is, for programs (OpenAPI 3.1) and for people (Swagger UI from our own static files)."""

import json
from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from prism.api.door import Door
from prism.api.reading import Given
from prism.api.routes import Route
from prism.api.schema import described
from prism.api.shapes import TEXT, obj
from prism.api.writing import prefers

YAML = "application/yaml"
DOCUMENT = {**obj(openapi=TEXT), "additionalProperties": True}
# Nothing is fetched from elsewhere, no script runs but those of our files; Swagger UI sets styles by hand.
ONLY_OURS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@cache
def document() -> dict:
    """The description of every address; the same as long as the program runs."""
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def _written(media_type: str) -> bytes:
    if media_type == YAML:
        return OpenApiYamlRenderer().render(document(), renderer_context={})
    return json.dumps(document(), ensure_ascii=False).encode()


class Schema(Door):
    """OpenAPI 3.1 as JSON, or as YAML where Accept prefers application/yaml."""

    needs = {"GET": ()}

    @described(
        "The API described", out={200: (DOCUMENT, {"openapi": "3.1.0"}), (200, YAML): (TEXT, None)}, problems=(400,)
    )
    def get(self, request):
        Given.of_query(request)
        media_type = YAML if prefers(request, YAML) else "application/json"
        response = HttpResponse(_written(media_type), content_type=media_type)
        patch_vary_headers(response, ["Accept"])
        return response


class Docs(Door):
    """The only page under /api/: every address with its examples, to be tried out."""

    needs = {"GET": ()}

    @described("The API for people", out={(200, "text/html"): (TEXT, None)}, problems=(400,))
    def get(self, request):
        Given.of_query(request)
        response = render(request._request, "api_docs.html")
        response["Content-Security-Policy"] = ONLY_OURS
        return response


ROUTES = [
    Route("schema", "schema", Schema, "OpenAPI 3.1, JSON or YAML"),
    Route("docs", "docs", Docs, "The API for people, to be tried out"),
]
