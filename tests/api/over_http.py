"""Calls over real HTTP, as a program makes them; each answer in JSON is held against the description."""

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import resolve
from jsonschema import Draft202012Validator

from prism.api.docs import document
from tests.api.calling import PATHS, resolved

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: object
    content: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.content)


class Remote:
    """A program that knows where the server is and, perhaps, has a token."""

    def __init__(self, url: str, key: str = ""):
        self.url = url
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def ask(self, verb, path, body=None, **headers) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if data is not None and "Content-Type" not in named:
            named["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data, {**self.headers, **named}, method=verb)
        try:
            with DIRECT.open(request, timeout=60) as reply:
                found = Answer(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as refusal:
            found = Answer(refusal.code, refusal.headers, refusal.read())
        return described(verb, path, found)

    def send_file(self, path, name, content: bytes, **fields) -> Answer:
        """A form with one file."""
        border = uuid.uuid4().hex
        parts = [f'name="{field}"\r\n\r\n{value}'.encode() for field, value in fields.items()]
        parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + content)
        told = b"".join(b"--%b\r\nContent-Disposition: form-data; %b\r\n" % (border.encode(), part) for part in parts)
        kind = f"multipart/form-data; boundary={border}"
        return self.ask("POST", path, told + f"--{border}--\r\n".encode(), Content_Type=kind)


def described(verb, path, answer: Answer) -> Answer:
    """The same answer, of the shape that the description has for it."""
    media_type = (answer.headers.get("Content-Type") or "").partition(";")[0]
    name = resolve(urlsplit(path).path).view_name
    if "json" in media_type and name in PATHS:
        told = document()["paths"][PATHS[name]][verb.lower()]["responses"][str(answer.status)]
        schema = resolved(told)["content"][media_type]["schema"]
        if schema.get("format") != "binary":
            Draft202012Validator({**schema, "components": document()["components"]}).validate(answer.json)
    return answer
