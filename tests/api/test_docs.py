"""The description: complete, valid, the same as the committed file; and the page that shows it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from prism.api.urls import ROUTES
from tests.api.calling import resolved

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def operations(described):
    return [(path, verb, one) for path, verbs in described["paths"].items() for verb, one in verbs.items()]


def test_the_committed_file_is_what_the_code_says(described):
    assert json.loads(FILE.read_text()) == json.loads(json.dumps(described)), "run: make schema"


def test_every_route_is_described_by_its_methods(described):
    told = {(path, verb.upper()) for path, verb, _ in operations(described)}
    assert told == {(f"/api/{route.path}", verb) for route in ROUTES for verb in route.methods} | {("/", "GET")}


def test_every_refusal_is_a_problem(described):
    for _, _, one in operations(described):
        assert {"400", "401", "403", "405", "414", "429", "431", "500", "503"} <= one["responses"].keys()
        for status, answer in one["responses"].items():
            assert int(status) < 400 or "application/problem+json" in resolved(answer)["content"]


@pytest.mark.parametrize("status, names", [
    (401, {"WWW-Authenticate"}), (405, {"Allow"}), (429, {"Retry-After"}), (404, set()),
])  # fmt: skip
def test_refusals_name_the_headers_that_are_never_missing(described, status, names):
    headers = described["components"]["responses"][f"Problem{status}"]["headers"]
    assert {name for name, told in headers.items() if told.get("required")} == names


def test_limits_are_told_in_headers(described):
    headers = described["components"]["responses"]["Problem429"]["headers"]
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} <= headers.keys()


def test_where_nothing_may_have_changed(described):
    tagged = {path: one for path, _, one in operations(described) if "304" in one["responses"]}
    assert tagged.keys() == {"/api/leads", "/api/artist/{id}"}
    for one in tagged.values():
        assert "If-None-Match" in {parameter["name"] for parameter in one["parameters"]}
        assert one["responses"]["200"]["headers"]["ETag"]["required"] and "content" not in one["responses"]["304"]


def test_a_body_of_which_something_must_be_given_is_required(described):
    required = {path: one["requestBody"].get("required", False)
                for path, _, one in operations(described) if "requestBody" in one}  # fmt: skip
    assert all(required[path] for path in ("/api/analyze-bulk", "/api/spotify/test", "/api/artist/{id}/outreach"))
    assert not any(required[path] for path in ("/api/export", "/api/artist/{id}/refresh"))


def test_an_empty_parameter_is_as_if_it_were_not_given(described):
    for path, _, one in operations(described):
        for shape in [told["schema"] for told in one.get("parameters", ()) if told["in"] == "query"]:
            members = {**shape.get("items", shape), "components": described["components"]}
            assert Draft202012Validator(members).is_valid(""), path


def test_examples_have_the_shape_they_stand_beside(described):
    for path, _, one in operations(described):
        for answer in [one.get("requestBody", {}), *one["responses"].values()]:
            for content in answer.get("content", {}).values():
                validator = Draft202012Validator({**content["schema"], "components": described["components"]})
                for example in content.get("examples", {}).values():
                    assert not list(validator.iter_errors(example["value"])), path


def test_every_operation_has_an_example(described):
    for path, verb, one in operations(described):
        contents = [content for status, answer in one["responses"].items() if int(status) < 300
                    for name, content in answer.get("content", {}).items()
                    if name == "application/json" and content["schema"].get("format") != "binary"]  # fmt: skip
        assert all(content.get("examples") for content in contents), f"{verb} {path}"


def test_it_is_json_unless_yaml_is_preferred(api):
    plain, other = api.get("/api/schema"), api.get("/api/schema", accept="application/yaml")
    assert plain["Content-Type"] == "application/json" and plain.json()["openapi"].startswith("3.1")
    assert other["Content-Type"] == "application/yaml" and yaml.safe_load(other.content) == plain.json()


@pytest.mark.parametrize("path", ["/api/schema", "/api/docs"])
def test_only_staff_read_it(anonymous, path):
    assert anonymous.get(path).status_code == 401


def test_the_page_names_nothing_foreign(viewer_client):
    page = viewer_client.get("/api/docs")
    assert page.status_code == 200 and b"://" not in page.content.replace(b"http://www.w3.org", b"")
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_writing_the_file_finds_nothing_to_warn_of(tmp_path):
    command = [sys.executable, "manage.py", "spectacular", "--file", tmp_path / "openapi.json", "--skip-checks"]
    environment = {"SECRET_KEY": "only-for-tests", "PRISM_ENV_FILE": "/dev/null", "CONTACT": "tests@example.test"}
    strictly = ["--validate", "--fail-on-warn", "--format", "openapi-json"]
    done = subprocess.run([*command, *strictly], env=environment, cwd=FILE.parents[1])
    assert done.returncode == 0


@pytest.mark.parametrize("entry, fits", [
    ("NZABC2100001", True), (7, True), ([{"a": None}], True), ("a\0", False),
    ([{"a\0": 1}], False), ({"a": ["\0"]}, False),
])  # fmt: skip
def test_what_stands_in_a_list_of_codes_holds_no_nul_however_deep(described, entry, fits):
    shape = {"$ref": "#/components/schemas/Entry", "components": described["components"]}
    assert Draft202012Validator(shape).is_valid(entry) is fits
