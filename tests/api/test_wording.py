"""What is wrong with a request is told in our words: what was given, and what may be. Contract 2.3."""

import pytest
from rest_framework.serializers import ListField

from prism.api.codes import Written, WrittenList
from prism.api.reading import Given
from prism.api.uploads import Sheet
from prism.api.urls import ROUTES
from prism.api.wording import expected
from tests.api.callers import person, token_of
from tests.factories import ArtistFactory, JobFactory

pytestmark = pytest.mark.django_db
THEIR_WORDS = ("This field", "Ensure", "valid", "Expected", "format instead", "This list")
TRIAL = [
    # body, field, code, sentence
    ('{"text": 1}', "text", "invalid", "text cannot be “1”: it is a text of up to 5,000 characters."),
    ('{"text": ["a", null]}', "text", "invalid",
     "text cannot be “[\"a\", null]”: it is a text of up to 5,000 characters."),
    ('{"text": "  "}', "text", "blank", "text cannot be empty: it is a text of up to 5,000 characters."),
    ('{"text": "%s"}' % ("ā" * 5001), "text", "max_length",
     "text has 5,001 characters: it is a text of up to 5,000 characters."),
    ('{"owner": false}', "owner", "invalid", "owner cannot be “false”: it is a text."),
    ('{"number": "x"}', "number", "invalid", "number cannot be “x”: it is a whole number from 1 to 1,000."),
    ('{"number": 0}', "number", "min_value", "number cannot be “0”: it is a whole number from 1 to 1,000."),
    ('{"number": 1001}', "number", "max_value", "number cannot be “1001”: it is a whole number from 1 to 1,000."),
    ('{"wait": true}', "wait", "invalid", "wait cannot be “true”: it is a number from 0 to 60."),
    ('{"wait": 60.5}', "wait", "max_value", "wait cannot be “60.5”: it is a number from 0 to 60."),
    ('{"sure": "yes"}', "sure", "invalid", "sure cannot be “yes”: it is true or false."),
    ('{"names": "a"}', "names", "not_a_list", "names cannot be “a”: it is a list of up to 3."),
    ('{"names": ["a", "b", "c", "d"]}', "names", "max_length", "names has 4 members: it is a list of up to 3."),
    ('{"names": ["a", 5]}', "names.1", "invalid", "names.1 cannot be “5”: it is a text of up to 20 characters."),
]  # fmt: skip


@pytest.mark.urls("tests.api.trial")
@pytest.mark.parametrize(("body", "field", "code", "sentence"), TRIAL)
def test_each_kind_of_value_is_refused_in_one_voice(client, body, field, code, sentence):
    answer = client.generic("POST", "/api/trial", body, "application/json", headers=token_of(person("Analyst")))
    told = answer.json()
    assert (answer.status_code, told["detail"], told["errors"][0]["message"]) == (400, sentence, sentence)
    assert (told["errors"][0]["field"], told["errors"][0]["code"]) == (field, code)


@pytest.mark.urls("tests.api.trial")
def test_wrong_members_of_a_parameter_are_each_named_by_it(client):
    told = client.get("/api/trial?tier=A,x&tier=y", headers=token_of(person("Analyst"))).json()
    sentence = "tier cannot be “{}”: it is A or B."
    assert told["errors"] == [
        {
            "field": "tier",
            "code": "invalid_choice",
            "value": one,
            "allowed": ["A", "B"],
            "message": sentence.format(one),
        }
        for one in "xy"
    ]


LISTS = [
    ("/api/jobs", "state"), ("/api/jobs", "kind"), ("/api/jobs/{job}/rows", "state"),
    ("/api/artist/{artist}/history", "kind"),
    *(("/api/youtube/opportunities", name) for name in ("kind", "tier", "region", "country")),
    *(("/api/leads", name) for name in ("tier", "region", "country", "outreach_status", "independence")),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), LISTS)
def test_a_wrong_member_stands_under_its_parameter_with_the_allowed_ones(api, path, name):
    path = path.format(job=JobFactory().pk, artist=ArtistFactory().pk)
    answer = api.get(f"{path}?{name}=nonsense")
    (item,) = answer.json()["errors"]
    assert (answer.status_code, item["field"], item["value"].lower()) == (400, name, "nonsense")
    assert item["allowed"] and item["message"].lower().startswith(f"{name} cannot be “nonsense”: ")


WRONG = [
    ("post", "/api/analyze-isrc", {"isrc": "NZAAA2600001", "wait": 61}, "wait"),
    ("post", "/api/analyze-bulk", {"isrcs": ["NZAAA2600001"], "batch_size": 0}, "batch_size"),
    ("post", "/api/analyze-bulk", {"upload_id": "x"}, "upload_id"),
    ("post", "/api/artist/{artist}/refresh", {"platforms": ["myspace"]}, "platforms.0"),
    ("post", "/api/artist/{artist}/refresh", {"platforms": "youtube"}, "platforms"),
    ("post", "/api/artist/{artist}/youtube/refresh", {"wait": None, "force": 1}, "force"),
    ("put", "/api/artist/{artist}/outreach", {}, "status"),
    ("put", "/api/artist/{artist}/outreach", {"status": None}, "status"),
    ("put", "/api/artist/{artist}/outreach", {"status": "met"}, "status"),
    ("patch", "/api/artist/{artist}/outreach", {"follow_up_on": "tomorrow"}, "follow_up_on"),
    ("patch", "/api/artist/{artist}/outreach", {"follow_up_on": "2026-11-22T10:00:00Z"}, "follow_up_on"),
    ("patch", "/api/artist/{artist}/outreach", {"notes": "x" * 5001}, "notes"),
    ("patch", "/api/artist/{artist}/outreach", {"contact_id": 1.5}, "contact_id"),
    ("post", "/api/export", {"format": "docx"}, "format"),
    ("post", "/api/export", {"ids": 5}, "ids"),
    ("post", "/api/export", {"filters": "tier"}, "filters"),
    ("post", "/api/export", {"fields": [5]}, "fields.0"),
    ("post", "/api/export", {"download": "perhaps"}, "download"),
    ("post", "/api/youtube/test", {}, "artist_name"),
    ("post", "/api/youtube/test", {"artist_name": ""}, "artist_name"),
    ("post", "/api/spotify/test", {}, "artist_name"),
    ("post", "/api/jobs/{job}/retry-failed", {"include_not_found": 2}, "include_not_found"),
    ("get", "/api/artist/{artist}/history?since=yesterday", None, "since"),
    ("get", "/api/jobs?mine=perhaps", None, "mine"),
    ("get", "/api/jobs?limit=0", None, "limit"),
    ("get", "/api/jobs/{job}/rows?platform_state=youtube", None, "platform_state"),
    ("get", "/api/youtube/opportunities?min_score=101", None, "min_score"),
    ("get", "/api/leads?limit=1.5", None, "limit"),
    ("get", "/api/leads?min_score=x", None, "min_score"),
    ("get", "/api/health?ready=perhaps", None, "ready"),
]


@pytest.mark.parametrize(("verb", "path", "body", "field"), WRONG)
def test_no_refusal_is_worded_by_a_library(api, verb, path, body, field):
    path = path.format(job=JobFactory().pk, artist=ArtistFactory().pk)
    answer = api.get(path) if verb == "get" else api.send(verb, path, body)
    told = answer.json()
    assert answer.status_code == 400 and field in [item["field"] for item in told["errors"]], told
    assert not [words for words in THEIR_WORDS if words in told["detail"]], told["detail"]
    assert field in told["detail"]


def test_every_field_that_a_request_may_have_can_say_what_it_expects():
    assert ROUTES  # whose modules hold them
    judged_elsewhere = (Sheet, Written, WrittenList)
    for kind in _kinds(Given):
        for name, field in kind().fields.items():
            members = [field.child] if isinstance(field, ListField) else []
            for one in (field, *members):
                assert isinstance(one, judged_elsewhere) or expected(one), (kind, name)


def _kinds(kind):
    return [one for below in kind.__subclasses__() for one in (below, *_kinds(below))]
