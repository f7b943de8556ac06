"""Last.fm 2.0: XML unless JSON is asked for, errors under statuses that cannot be trusted."""

import json
import re

from sandbox.catalogue.model import LastfmPage
from sandbox.faults import lastfm_error
from sandbox.http import Refused, Reply, Request, json_reply, text_reply
from sandbox.lastfm import shapes
from sandbox.limits import LASTFM, Window
from sandbox.service import Service
from sandbox.text import fold

METHODS = {
    "artist.getinfo": "artist_info",
    "artist.gettoptags": "top_tags",
    "track.getinfo": "track_info",
    "artist.search": "artist_search",
}
MODE_ERRORS = {
    "29": (29, "Rate limit exceeded - Your IP has made too many requests in a short period", 429),
    "10": (10, "Invalid API key - You must be granted a valid key by last.fm", 403),
    "26": (26, "Suspended API key - Access for your account has been suspended, please contact Last.fm", 403),
    "16": (16, "There was a temporary error processing your request. Please try again", 503),
    "200-with-error": (8, "Operation failed - Most likely the backend service failed. Please try again.", 200),
}


class Lastfm(Service):
    name = "lastfm"
    modes = ("ok", "down", *MODE_ERRORS)

    def prepare(self):
        pages = self.world.pages
        self.by_name = {page.name.casefold(): page for page in pages}
        self.by_folded = {fold(page.name): page for page in pages}
        self.by_mbid = {page.mbid: page for page in pages if page.mbid}
        for n, page in enumerate(pages):
            if page.wrong_for_mbid:
                self.by_mbid[page.wrong_for_mbid] = pages[n - 1]
        self.tracks = {}
        for recording in self.world.recordings:
            artist = recording.credits[0].artist
            if artist.lastfm:
                self.tracks[fold(artist.lastfm.name), fold(recording.title)] = (artist.lastfm, recording)
        self.reset()

    def reset(self):
        self.window = Window(LASTFM)

    def windows(self) -> dict:
        return {"requests": self.window}

    def route(self, request: Request):
        endpoint = METHODS.get((request.get("method") or "").lower())
        if endpoint is None:
            return "other", lambda _: lastfm_error(3, "Invalid Method - No method with that name in this package", 400)
        return endpoint, getattr(self, endpoint)

    def admit(self, request: Request, endpoint: str, now: float):
        self.refuse_when_down()
        if self.mode in MODE_ERRORS:
            raise Refused(lastfm_error(*MODE_ERRORS[self.mode]))
        key = request.get("api_key") or ""
        if not key or key.startswith(("bad", "wrong")):
            raise Refused(lastfm_error(*MODE_ERRORS["10"]))
        refuses = self.box.rules.refuses
        if self.window.enter(now, self.box.rules.factor, count_refused=not refuses) is not None:
            self.overrun("rate")
            if refuses:
                raise Refused(lastfm_error(*MODE_ERRORS["29"]))

    def shape(self, reply: Reply, request: Request) -> Reply:
        """The same error as JSON, where JSON was asked for."""
        code = reply.headers.pop("X-Lastfm-Code", None)
        if code and (request.get("format") or "").lower() == "json":
            words = re.search(r"<error[^>]*>(.*)</error>", reply.body.decode())[1]
            reply.body, reply.content_type = (
                json.dumps({"error": int(code), "message": words}).encode(),
                "application/json",
            )
        return reply

    def answer(self, request: Request, data: dict, xml: str) -> Reply:
        if (request.get("format") or "").lower() == "json":
            return json_reply(data)
        return text_reply(
            f'<?xml version="1.0" encoding="UTF-8" ?>\n<lfm status="ok">{xml}</lfm>\n', 200, "text/xml; charset=UTF-8"
        )

    def page(self, request: Request) -> LastfmPage:
        """By MBID or by name; a name written otherwise is only found with autocorrect."""
        if wanted := request.get("mbid"):
            found, status = self.by_mbid.get(wanted), 404
        else:
            name, status = (request.get("artist") or "").strip(), 200
            if not name:
                raise Refused(lastfm_error(6, "Invalid parameters - Your request is missing a required parameter", 400))
            found = self.by_name.get(name.casefold())
            if found is None and request.get("autocorrect") == "1":
                found = self.by_folded.get(fold(name))
        if found is None:
            raise Refused(lastfm_error(6, "The artist you supplied could not be found", status))
        return found

    def artist_info(self, request: Request) -> Reply:
        page = self.page(request)
        figures = [self.box.grown(number, page.growth, page.name) for number in (page.listeners, page.playcount)]
        return self.answer(request, {"artist": shapes.info(page, *figures)}, shapes.info_xml(page, *figures))

    def top_tags(self, request: Request) -> Reply:
        page = self.page(request)
        return self.answer(request, {"toptags": shapes.top_tags(page)}, shapes.top_tags_xml(page))

    def track_info(self, request: Request) -> Reply:
        asked = fold(request.get("artist") or ""), fold(request.get("track") or "")
        if asked not in self.tracks:
            raise Refused(lastfm_error(6, "Track not found", 404))
        found = self.tracks[asked]
        return self.answer(request, {"track": shapes.track(*found)}, shapes.track_xml(*found))

    def artist_search(self, request: Request) -> Reply:
        asked = fold(request.get("artist") or "")
        limit = min(max(request.integer("limit", 30) or 30, 1), 50)
        found = [page for page in self.world.pages if asked and asked in fold(page.name)]
        found.sort(key=lambda page: -page.listeners)
        shown = asked, found[:limit], len(found), limit
        return self.answer(request, {"results": shapes.results(*shown)}, shapes.results_xml(*shown))
