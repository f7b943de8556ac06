"""What no description can say, for the fuzzing of tests.fuzz: values that depend on the data, the day or each other.

Each value that is right by its shape is exchanged for one that can be used; what is wrong stays wrong. schemathesis
then judges anew what the request is worth.
"""

import json
import os
import re
import uuid
from contextlib import suppress
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import schemathesis

KNOWN = json.loads(os.environ.get("PRISM_FUZZ_KNOWN", "{}"))  # an id of each kind that there is
ME, A_DAY, CODE = "me", "2099-12-31", "NZABC2100001"
LARGEST, MOST_CODES = 10**18 - 1, 10_000
DAY = r"\d{4}-\d\d-\d\d"
BORDERS = (("min_score", "max_score"), ("released_after", "released_before"), ("since", "until"))
HERE = ZoneInfo("Pacific/Auckland")


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """A list that contains a code is told by the description, but takes schemathesis minutes to make; see _body."""
    codes = raw_schema["components"]["schemas"]["AnalyzeBulkBody"]["properties"]["isrcs"]
    for shape in codes["anyOf"]:
        if shape.pop("contains", None):
            shape["minItems"] = 1


@schemathesis.hook
def before_call(context, case, kwargs):
    _paths(case)
    _headers(case)
    body = case.body if isinstance(case.body, dict) else {}
    for given in (case.query, body.get("filters")):
        if isinstance(given, dict):
            _filters(given)
    _body(body)


def _paths(case):
    """Every second id is one that there is."""
    for name in KNOWN.keys() & (case.path_parameters or {}).keys():
        given = str(case.path_parameters[name])
        if re.fullmatch("[0-9a-zA-Z]+", given) and len(given) % 2:
            case.path_parameters[name] = str(KNOWN[name])


def _headers(case):
    """The same key with another body is refused, so each is a key of its own."""
    key = (case.headers or {}).get("Idempotency-Key", "")
    if isinstance(key, str) and re.fullmatch("[!-~]{1,255}", key):
        case.headers["Idempotency-Key"] = f"{key[:200]}{uuid.uuid4().hex}"


def _filters(given: dict):
    """A cursor comes from an answer, a user name is one of ours, and the lower border is below the upper one."""
    if isinstance(given.get("cursor"), str) and re.fullmatch("[A-Za-z0-9_:.-]+", given["cursor"]):
        del given["cursor"]
    owner = given.get("owner")
    if isinstance(owner, list):
        given["owner"] = [ME if _is_name(one) else one for one in owner]
    elif _is_name(owner):
        given["owner"] = ME
    for low, high in BORDERS:
        if low in given and high in given and _crossed(given[low], given[high]):
            del given[high]


def _body(body: dict):
    """An upload and a contact that there are, a day to come, a user name of ours, a list with a code in it."""
    if isinstance(codes := body.get("isrcs"), list) and 0 < len(codes) <= MOST_CODES:
        codes[0] = CODE
    for name in KNOWN.keys() & body.keys():
        if _is_id(body[name]):
            body[name] = KNOWN[name]
    if _is_past(body.get("follow_up_on")):
        body["follow_up_on"] = A_DAY
    if _is_name(body.get("owner")):
        body["owner"] = ME


def _is_name(value) -> bool:
    return isinstance(value, str) and "\0" not in value and 0 < len(value.strip()) <= len(value) <= 150


def _is_id(value) -> bool:
    """Also 5.0, which is the same number in JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LARGEST and value % 1 == 0


def _is_past(value) -> bool:
    try:
        return bool(re.fullmatch(DAY, value)) and date.fromisoformat(value) <= date.today()
    except (TypeError, ValueError):
        return False


def _crossed(low, high) -> bool:
    """Whether both can be read, and the lower one is not below."""
    try:
        return _read(low, time.min) >= _read(high, time.max)
    except (TypeError, ValueError):
        return False


def _read(value, of_a_day: time) -> float | datetime:
    """A number, or a moment; of a day this one."""
    with suppress(ValueError):
        return float(value)
    if re.fullmatch(DAY, value):
        return datetime.combine(date.fromisoformat(value), of_a_day, HERE)
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=HERE)
