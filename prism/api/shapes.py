"""JSON Schema of what the API answers, in few words. https://json-schema.org/draft/2020-12"""


def obj(*, optional: tuple[str, ...] = (), **members: dict) -> dict:
    """An object with these members, all there but the optional ones."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": members, **({"required": required} if required else {})}


def many(of: dict) -> dict:
    return {"type": "array", "items": of}


def by_name(of: dict) -> dict:
    """An object from any name to the same kind of value."""
    return {"type": "object", "additionalProperties": of}


def one_of(*words: str | None) -> dict:
    """One of these words; None is null."""
    types = ["string", "null"] if None in words else "string"
    return {"type": types, "enum": list(words)}


def maybe(shape: dict) -> dict:
    """The same, or null."""
    if isinstance(shape.get("type"), str) and not shape.keys() & {"enum", "const", "properties"}:
        return {**shape, "type": [shape["type"], "null"]}
    return {"anyOf": [shape, {"type": "null"}]}


def some(**types: str | list[str]) -> list[dict]:
    """For anyOf and oneOf: each of these members given, of this type, and no empty text."""
    shapes = {
        name: {"type": kind, "minLength": 1} if "string" in kind else {"type": kind} for name, kind in types.items()
    }
    return [{"required": [name], "properties": {name: shape}} for name, shape in shapes.items()]


TEXT = {"type": "string"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
FLAG = {"type": "boolean"}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
AS_OF = {"anyOf": [MOMENT, DAY, {"type": "null"}]}  # a day where its source told no more
ANYTHING = {"type": "object"}
SERVICE = {"type": "string", "const": "Prism Analytics Engine"}
PAGINATION = obj(
    total=WHOLE, limit=WHOLE, offset=maybe(WHOLE), has_more=FLAG, page=maybe(WHOLE), total_pages=WHOLE,
    next_cursor=maybe(TEXT), previous_cursor=maybe(TEXT),
)  # fmt: skip
WRONG = obj(
    code=TEXT, message=TEXT, field=TEXT, row=WHOLE, value={"type": ["string", "number", "boolean"]}, suggestion=TEXT,
    allowed=many({"type": ["string", "number"]}), optional=("field", "row", "value", "suggestion", "allowed"),
)  # fmt: skip
# Some refusals say more: reasons, limit, allowed, available_endpoints.
PROBLEM = {
    **obj(
        type={"type": "string", "pattern": "^urn:prism:problem:[a-z_]+$"}, title=TEXT, status=WHOLE, detail=TEXT,
        instance=TEXT, error=TEXT, service=SERVICE, request_id=TEXT, errors=many(WRONG), optional=("errors",),
    ),
    "additionalProperties": True,
}  # fmt: skip
