"""The examples of the README, made as they stand there."""

import re
import shlex

import pytest

from leads.models import Artist, Job, Upload
from prism import tokens
from prism.api.urls import ROUTES
from sandbox.catalogue import build
from tests.api.callers import person
from tests.api.over_http import Remote
from tests.conftest import ROOT
from tests.enrichment.pipeline import analyse

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
CODES = build(artists=60, isrcs=240, seed=1).isrcs[:6]
FILE = b"ISRC\nNZABC2100001\nNZABC2100002\nNZABC21O0001\n"


def examples() -> list[str]:
    """Each call to curl between the marks, on one line."""
    part = (ROOT / "README.md").read_text().partition("<!-- api: each")[2].partition("<!-- api: end -->")[0]
    blocks = "".join(re.findall(r"```sh\n(.*?)```", part, re.S)).replace("\\\n", " ")
    return [line for line in blocks.splitlines() if line]


def call(line: str, remote: Remote):
    """Make the call that this line makes."""
    words = iter(shlex.split(line)[1:])
    verb, url, headers, body, form = "", "", {}, None, {}
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words).encode()
        elif word == "-X":
            verb = next(words)
        elif word == "-F":
            name, _, value = next(words).partition("=")
            form[name] = value
        elif word == "-o":
            next(words)
        else:
            url = word
    path = url.removeprefix("$PRISM")
    if form:
        return remote.send_file(path, form.pop("file").removeprefix("@"), FILE, **form)
    token = {"Authorization": remote.headers["Authorization"]} if "Authorization" in headers else {}
    caller = Remote(remote.url, token.get("Authorization", "").removeprefix("Bearer "))
    more = {name: value for name, value in headers.items() if name != "Authorization"}
    return caller.ask(verb or ("POST" if body is not None else "GET"), path, body, **more)


def _with_ids(line: str) -> str:
    """The ids that there are in place of those that are shown."""
    upload, job = Upload.objects.order_by("pk").last(), Job.objects.exclude(kind="export").order_by("created_at").last()
    shown = {"artist/17": f"artist/{Artist.objects.leads().first().pk}", "uploads/31": f"uploads/{upload.pk}"}
    for old, new in {**shown, "0192f3ab": job.pk}.items():
        line = line.replace(old, str(new))
    return line


def test_every_address_has_an_example():
    text = "\n".join(examples())
    for shown, name in (("/17", "/{id}"), ("/31", "/{upload_id}"), ("/0192f3ab", "/{job_id}")):
        text = text.replace(shown, name)
    called = set(re.findall(r"\$PRISM([^\s?\"]*)", text))
    assert {f"/api/{route.path}" for route in ROUTES} - called == {"/api/docs", "/api/jobs/{job_id}/file"}


def test_every_example_is_answered(live_server, platforms, settings):
    settings.DEBUG = True
    remote = Remote(live_server.url, tokens.issue(person("Manager"), "examples", scope="write")[1])
    analyse(*CODES)
    refused = {line: answer.content for line in examples() if (answer := call(_with_ids(line), remote)).status >= 300}
    assert refused == {}
