"""The addresses of the desk, and what a reply says."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse


def page_of(client, artist):
    return client.get(reverse("admin:leads_artist_change", args=[artist.pk]))


def panel_of(client, artist, name, **query):
    return client.get(reverse("admin:leads_artist_panel", args=[artist.pk, name]), query).content.decode()


def do(client, verb, row, **given):
    reply = client.post(reverse(f"admin:leads_artist_{verb}", args=[row.pk]), given)
    return reply, " ".join(str(message) for message in get_messages(reply.wsgi_request))


def at(step, upload):
    return reverse(f"admin:leads_upload_{step}", args=[upload.pk])


def words_of(reply):
    return " ".join(reply.content.decode().split())


def bare(page):
    """What a person reads of a page: its text without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
