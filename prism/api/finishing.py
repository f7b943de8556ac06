"""What is done to the description as a whole: shapes with a name stand once, and what stands for nothing is told."""

from inspect import getdoc

from prism.api.problems import MEDIA_TYPE
from prism.api.reading import FLAG_WORDS, NOT_GIVEN, Given

ROOTS = ("/", "/api/")
A_WORD = "^[^\u0000]*[^\u0000\\s][^\u0000]*$"
MARK = "x-spec-enum-id"  # drf-spectacular's own, of no use outside
CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9_:.-]+$"}


def without_slash(endpoints):
    """Every address answers with and without its final slash; it is written without, and as people write it."""
    return [(path if path in ROOTS else path.rstrip("/").replace("[.]", "."), *rest) for path, *rest in endpoints]


def finished(result, **unused):
    """The description as it is told."""
    from prism.api.components import NAMED  # which are made of modules that describe themselves

    named = {**NAMED, "NotGiven": NOT_GIVEN, "FlagWords": FLAG_WORDS}
    bodies = result["components"].get("schemas", {})
    for shape in bodies.values():
        _finish_body(shape)
    for verbs in result["paths"].values():
        for operation in verbs.values():
            _finish_request(operation.get("requestBody"), bodies)
            for parameter in operation.get("parameters", ()):
                _finish_parameter(parameter)
    result["paths"] = _referring(result["paths"], named)
    result["components"]["responses"] = _refusals_once(result["paths"])
    result["components"]["schemas"] = {name: _members(shape, named) for name, shape in {**bodies, **named}.items()}
    return result


def _refusals_once(paths: dict) -> dict:
    """A mere refusal is the same everywhere: it is taken out of every address, which refers to it."""
    found = {}
    for verbs in paths.values():
        for operation in verbs.values():
            answers = operation["responses"]
            for status, answer in list(answers.items()):
                if [*answer.get("content", {})] == [MEDIA_TYPE]:
                    found[f"Problem{status}"] = answer
                    answers[status] = {"$ref": f"#/components/responses/Problem{status}"}
    return dict(sorted(found.items()))


def _finish_body(shape: dict) -> None:
    """Nothing unknown is taken; null and "" for something optional are as if it were not there."""
    shape["additionalProperties"] = False
    if shape.get("description") == getdoc(Given):
        del shape["description"]
    for name, member in shape["properties"].items():
        if "string" in member.get("type", ()) and not member.keys() & {"enum", "format", "pattern"}:
            member["pattern"] = A_WORD
        if member.get("type") == "boolean":
            member |= {"anyOf": [{"type": member.pop("type")}, FLAG_WORDS]}
        if name not in shape.get("required", ()):
            about = {word: member.pop(word) for word in ("description", "default") if word in member}
            shape["properties"][name] = {"anyOf": [member, NOT_GIVEN], **about}


def _finish_request(request: dict | None, bodies: dict) -> None:
    """A body of which something must be given is itself not to be left out."""
    for content in (request or {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        if bodies.get(name, {}).keys() & {"required", "anyOf", "oneOf"}:
            request["required"] = True


def _finish_parameter(parameter: dict) -> None:
    """An empty text in an address is as if it were not there, also in a list."""
    if parameter["in"] != "query":
        return
    shape = CURSOR if parameter["name"] == "cursor" else parameter["schema"]
    if shape.get("type") == "array":
        parameter["schema"] = {**shape, "items": _or_empty(shape["items"])}
    else:
        parameter["schema"] = _or_empty(shape)


def _or_empty(shape: dict) -> dict:
    """The same, or nothing; its default stays where readers look for it."""
    about = {"default": shape["default"]} if "default" in shape else {}
    kinds = [{name: told for name, told in shape.items() if name != "default"}]
    return {"anyOf": [*kinds, *([FLAG_WORDS] if shape.get("type") == "boolean" else []), {"const": ""}], **about}


def _referring(node, named: dict[str, dict]):
    """The same, with a reference in place of every shape that has a name."""
    if isinstance(node, dict):
        for name, shape in named.items():
            if node == shape:
                return {"$ref": f"#/components/schemas/{name}"}
    return _members(node, named)


def _members(node, named: dict[str, dict]):
    if isinstance(node, dict):
        return {name: _referring(member, named) for name, member in node.items() if name != MARK}
    return [_referring(member, named) for member in node] if isinstance(node, list) else node
