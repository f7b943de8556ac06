"""Calls of the API as a program makes them; each answer is held against its description."""

import json

from jsonschema import Draft202012Validator

from prism import tokens
from prism.api.docs import document
from prism.api.urls import ROUTES

PATHS = {f"api_{route.name}": f"/api/{route.path}" for route in ROUTES} | {"front": "/"}


class Caller:
    """A program with a token of this user, or with none."""

    def __init__(self, client, user=None, scope="write"):
        self.client = client
        self.headers = {"authorization": f"Bearer {tokens.issue(user, 'tests', scope=scope)[1]}"} if user else {}

    def get(self, path, **headers):
        return checked(self.client.get(path, headers={**self.headers, **headers}))

    def post(self, path, body=None, **headers):
        return self.send("post", path, body, **headers)

    def send(self, verb, path, body=None, **headers):
        given = {"data": json.dumps(body or {}), "content_type": "application/json"}
        return checked(getattr(self.client, verb)(path, **given, headers={**self.headers, **headers}))


def checked(answer):
    """The same answer, of the shape that the description names for its address, status and content type."""
    media_type = answer.get("Content-Type", "").partition(";")[0]
    if "json" in media_type and answer.resolver_match.view_name in PATHS:
        fits(answer, media_type)
    return answer


def fits(answer, media_type):
    operations = document()["paths"][PATHS[answer.resolver_match.view_name]]
    described = operations[answer.request["REQUEST_METHOD"].lower()]["responses"][str(answer.status_code)]
    schema = resolved(described)["content"][media_type]["schema"]
    Draft202012Validator({**schema, "components": document()["components"]}).validate(answer.json())


def resolved(answer: dict) -> dict:
    """What is described of an answer, also where that is only referred to."""
    name = answer.get("$ref", "").rpartition("/")[2]
    return document()["components"]["responses"][name] if name else answer
