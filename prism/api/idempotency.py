"""A request that is sent twice under one Idempotency-Key has one effect, and both get the same answer."""

import hashlib
import json
import re
from datetime import timedelta
from urllib.parse import quote

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.response import Response

from prism.api.problems import Item, Problem, invalid
from prism.models import Answer

KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=5)  # no request is held for so long: its process is gone
VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")
METHODS = ("POST", "PUT", "PATCH")
REPLAYED = ("Location", "Content-Type", "Content-Disposition", "Retry-After", "X-Missing-Count")
LARGEST = 5_000_000  # bytes of an answer that is kept


class Replay(Exception):
    """The request was answered before; `args[0]` is that answer."""


def reserve(request) -> Answer | None:
    """Take the key for this request before any work; None without a key. Replay or a Problem where it is taken."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None or request.method not in METHODS:
        return None
    if not VISIBLE.fullmatch(key):
        told = "The Idempotency-Key must be 1 to 255 visible ASCII characters."
        raise invalid(Item("bad_key", told, "Idempotency-Key"))
    now, asked = timezone.now(), _hash(request)
    path = quote(request.path.rstrip("/"))[:300]  # Postgres holds no NUL, which an address may
    mine = Answer.objects.filter(user=request.user, path=path, key=key)
    mine.filter(at__lt=now - KEPT).delete()
    mine.filter(status=None, at__lt=now - ABANDONED).delete()
    try:
        with transaction.atomic():
            return Answer.objects.create(user=request.user, path=path, key=key, asked=asked, at=now)
    except IntegrityError:
        pass
    there = mine.first()
    if there and there.asked != asked:
        told = "This Idempotency-Key was used with another body."
        raise Problem(422, "idempotency_mismatch", "Key used before", told)
    if there is None or there.status is None:
        told = "The first request with this Idempotency-Key is still being worked on."
        raise Problem(409, "idempotency_in_flight", "Still working", told, headers={"Retry-After": "1"})
    raise Replay(_again(there))


def keep(answer: Answer, response: Response) -> None:
    """Remember what was answered; a refusal frees the key, and so does what cannot be kept."""
    content = b"" if response.streaming else response.content
    if response.status_code >= 400 or response.streaming or len(content) > LARGEST:
        Answer.objects.filter(pk=answer.pk).delete()
        return
    headers = {name: response[name] for name in REPLAYED if response.has_header(name)}
    Answer.objects.filter(pk=answer.pk).update(status=response.status_code, body=content, headers=headers)


def forget(now) -> None:
    """Answers past their day go."""
    Answer.objects.filter(at__lt=now - KEPT).delete()


def _again(there: Answer):
    from django.http import HttpResponse

    response = HttpResponse(bytes(there.body), status=there.status)
    for name, value in there.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _hash(request) -> str:
    """The same for the same method and JSON value, whatever its key order; of a form, its fields and file bytes."""
    told = request.data or {}
    if hasattr(told, "lists"):
        told = sorted([name, [_said(value) for value in values]] for name, values in told.lists())
    text = json.dumps([request.method, told], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _said(value) -> list[str]:
    """A form's value, or a file's content whatever its name."""
    if not hasattr(value, "chunks"):
        return ["text", str(value)]
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return ["file", digest.hexdigest()]
