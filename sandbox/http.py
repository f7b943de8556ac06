"""A request as it came off the wire, and the reply that goes back."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    414: "URI Too Long",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass(slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    fault: "object | None" = None

    def head(self, keep_alive: bool) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Status')}", f"Content-Length: {len(self.body)}"]
        if self.body or self.content_type:
            lines.append(f"Content-Type: {self.content_type}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines.append("Connection: keep-alive" if keep_alive else "Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def json_reply(data, status: int = 200, **headers) -> Reply:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, headers={name.replace("_", "-"): str(value) for name, value in headers.items()})


def text_reply(text: str, status: int = 200, content_type: str = "text/plain; charset=utf-8", **headers) -> Reply:
    return Reply(
        status, text.encode(), content_type, {name.replace("_", "-"): str(value) for name, value in headers.items()}
    )


class Refused(Exception):
    """Raised where a service answers with anything but what was asked for."""

    def __init__(self, reply: Reply):
        super().__init__(reply.status)
        self.reply = reply


class Request:
    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes):
        parts = urlsplit(target)
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.path = unquote(parts.path).rstrip("/") or "/"
        self._query = parts.query

    @cached_property
    def many(self) -> dict[str, list[str]]:
        """Every value of every parameter, from the address and from a posted form."""
        found = parse_qs(self._query, keep_blank_values=True)
        if "form-urlencoded" in self.headers.get("content-type", ""):
            for name, values in parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True).items():
                found.setdefault(name, []).extend(values)
        return found

    def get(self, name: str, default: str | None = None) -> str | None:
        values = self.many.get(name)
        return values[0] if values else default

    def listed(self, name: str) -> list[str]:
        """Repeated or comma-joined values alike, in order and without blanks."""
        return [part.strip() for value in self.many.get(name, ()) for part in value.split(",") if part.strip()]

    def integer(self, name: str, default: int) -> int | None:
        """None where the value is no whole number."""
        text = self.get(name)
        if text in (None, ""):
            return default
        return int(text) if text.lstrip("-").isdigit() else None

    def json(self):
        return json.loads(self.body or b"{}")
