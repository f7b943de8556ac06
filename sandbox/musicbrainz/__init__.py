"""MusicBrainz WS/2 in JSON: searches, lookups, the browses in use, and one request a second."""

import re
import time

from sandbox import lucene
from sandbox.faults import MUSICBRAINZ_BUSY
from sandbox.http import Refused, Reply, Request, json_reply, text_reply
from sandbox.limits import MUSICBRAINZ, Window
from sandbox.musicbrainz import shapes, works
from sandbox.musicbrainz.search import cores
from sandbox.service import Service

HELP = "For usage, please see: https://musicbrainz.org/development/mmd"
MBID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
ANONYMOUS = ("python-requests", "python-urllib", "python-httpx", "java/", "curl/", "wget/", "-", "mozilla/")
COMMON = {"aliases", "annotation", "tags", "ratings", "genres"}
INC = {
    "isrc": {"artists", "artist-credits", "releases", "isrcs", "aliases", "tags", "ratings"},
    "recording": COMMON | {"artists", "artist-credits", "releases", "release-groups", "isrcs", "work-level-rels"},
    "artist": COMMON | {"recordings", "releases", "release-groups", "works"},
    "release": COMMON
    | {
        "artists",
        "artist-credits",
        "labels",
        "recordings",
        "release-groups",
        "media",
        "discids",
        "isrcs",
        "recording-level-rels",
        "release-group-level-rels",
    },
    "label": COMMON | {"releases"},
    "area": COMMON,
    "url": set(),
}


def error(status: int, words: str) -> Reply:
    return json_reply({"error": words, "help": HELP}, status)


class MusicBrainz(Service):
    name = "musicbrainz"
    modes = ("ok", "down", "slow")
    slow_seconds = 12

    def prepare(self):
        world = self.world
        self.codes: dict[str, list] = {}
        for recording in world.recordings:
            if recording.mbid:
                self.codes.setdefault(recording.isrc, []).append(recording)
        self.cores = cores(world, lambda recording: [recording.isrc])
        self.by_id = {
            "artist": {artist.mbid: artist for artist in [*world.artists, *world.others] if artist.mbid},
            "recording": {recording.mbid: recording for recording in world.recordings if recording.mbid},
            "release": {release.mbid: release for release in world.releases if release.mbid},
            "label": {label.id: label for label in world.labels},
            "area": {area.id: area for area in world.areas},
        }
        self.addresses = {one.resource: one for one in self.cores["url"].entities}
        self.reset()

    def reset(self):
        self.window = Window(MUSICBRAINZ)

    def windows(self) -> dict:
        return {"requests": self.window}

    def route(self, request: Request):
        kind, _, rest = request.path.removeprefix("/ws/2/").partition("/")
        if kind not in INC:
            return "other", lambda _: error(404, "Not Found")
        if kind == "isrc":
            return "isrc_lookup", lambda r: self.isrc(r, rest)
        if rest:
            return f"{kind}_lookup", lambda r: self.entity(r, kind, rest)
        if "query" in request.many:
            return f"{kind}_search", lambda r: self.search(r, kind)
        if kind == "url":
            return "url_lookup", self.url
        return f"{kind}_browse", lambda r: self.browse(r, kind)

    def admit(self, request: Request, endpoint: str, now: float):
        if self.mode == "down":
            self.refuse_when_down()
        factor = self.box.rules.factor
        wait = self.window.enter(now, factor, count_refused=True)
        if wait is not None:
            self.overrun("rate")
            if self.box.rules.refuses:
                headers = {"Retry-After": "0", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(now) + 1)}
                raise Refused(Reply(503, MUSICBRAINZ_BUSY.encode(), "application/xml; charset=utf-8", headers))
        agent = request.headers.get("user-agent", "")
        if not agent or agent.lower().startswith(ANONYMOUS) or not re.search(r"@|://|\w\.\w+ ?\)", agent):
            self.overrun("user_agent")
            raise Refused(text_reply("Your User-Agent must name your application and a contact.", 403))
        if request.get("fmt") != "json" and "json" not in request.headers.get("accept", ""):
            raise Refused(error(406, "This sandbox speaks JSON: ask with fmt=json."))

    def includes(self, request: Request, kind: str) -> set[str]:
        wanted = {part for value in request.many.get("inc", ()) for part in value.replace("+", " ").split()}
        for name in sorted(wanted):
            if name not in INC[kind] and not name.endswith("-rels"):
                raise Refused(error(400, f"{name} is not a valid inc parameter for the {kind} resource."))
        return wanted

    def _wait(self):
        if self.mode == "slow":
            time.sleep(self.slow_seconds)

    def isrc(self, request: Request, code: str) -> Reply:
        self._wait()
        inc = self.includes(request, "isrc")
        if not ISRC.fullmatch(code):
            return error(400, "Invalid isrc.")
        if code not in self.codes:
            return error(404, "Not Found")
        found = [works.recording(one, inc, [one.isrc]) for one in self.codes[code]]
        return json_reply({"isrc": code, "recordings": found})

    def entity(self, request: Request, kind: str, identifier: str) -> Reply:
        self._wait()
        inc = self.includes(request, kind)
        if not MBID.fullmatch(identifier):
            return error(400, "Invalid mbid.")
        if kind == "url":
            address = next((one for one in self.addresses.values() if shapes.url_id(one.resource) == identifier), None)
            return json_reply(self._address(address, inc)) if address else error(404, "Not Found")
        found = self.by_id[kind].get(identifier)
        if found is None:
            return error(404, "Not Found")
        return json_reply(self._shape(kind, found, inc))

    def _shape(self, kind: str, found, inc: set[str]) -> dict:
        if kind == "area":
            return shapes.area_full(found, inc, [area for area in self.world.areas if area.parent is found])
        if kind == "recording":
            return works.recording(found, inc, [found.isrc])
        body = {"artist": shapes.artist, "label": shapes.label, "release": works.release}[kind](found, inc)
        if kind == "artist" and "releases" in inc:
            body["releases"] = [works.release_body(one, inc) for one in found.releases if one.mbid][:25]
        if kind == "artist" and "recordings" in inc:
            body["recordings"] = [works.recording(one, set()) for one in found.recordings if one.mbid][:25]
        return body

    def search(self, request: Request, kind: str) -> Reply:
        self._wait()
        limit, offset = self._page(request)
        if kind not in self.cores:
            return error(404, "Not Found")
        try:
            count, found = self.cores[kind].search(request.get("query") or "", offset, limit)
        except lucene.BadQuery as bad:
            return error(400, f"Unable to parse search: {bad}")
        created = self.box.clock.today().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return json_reply({"created": created, "count": count, "offset": offset, self.cores[kind].plural: found})

    def _page(self, request: Request) -> tuple[int, int]:
        limit, offset = request.integer("limit", 25), request.integer("offset", 0)
        if limit is None or offset is None or limit < 1 or offset < 0:
            raise Refused(error(400, "Limit and offset must be positive integers."))
        return min(limit, 100), offset

    def url(self, request: Request) -> Reply:
        self._wait()
        inc, wanted = self.includes(request, "url"), request.many.get("resource", [])
        if not wanted:
            return error(400, "Either an mbid or a resource is needed.")
        if len(wanted) > 100:
            return error(400, "You can request at most 100 resources.")
        found = [self._address(self.addresses[one], inc) for one in wanted if one in self.addresses]
        if len(wanted) == 1:
            return json_reply(found[0]) if found else error(404, "Not Found")
        return json_reply({"url-count": len(found), "url-offset": 0, "urls": found})

    def _address(self, address, inc: set[str]) -> dict:
        found = {"id": shapes.url_id(address.resource), "resource": address.resource}
        if "artist-rels" in inc:
            found["relations"] = [
                shapes.relation(
                    shapes.URL_TYPES[link.kind], "artist", shapes.artist_stub(artist), backward=True, ended=link.ended
                )
                for artist, link in address.bearers
            ]
        return found

    def browse(self, request: Request, kind: str) -> Reply:
        self._wait()
        inc, (limit, offset) = self.includes(request, kind), self._page(request)
        by, wanted = next(
            ((name, request.get(name)) for name in ("artist", "label") if request.get(name)), (None, None)
        )
        if by is None or kind not in ("release", "recording"):
            return error(400, "That browse is not offered here.")
        if not MBID.fullmatch(wanted):
            return error(400, "Invalid mbid.")
        if wanted not in self.by_id[by]:
            return error(404, "Not Found")
        owners = self.cores[kind].lookup(lucene.Term({"artist": "arid", "label": "laid"}[by], wanted, False))
        entities = [self.cores[kind].entities[n] for n in sorted(owners)]
        page = [self._shape(kind, one, inc) for one in entities[offset : offset + limit]]
        return json_reply({f"{kind}-count": len(entities), f"{kind}-offset": offset, f"{kind}s": page})
