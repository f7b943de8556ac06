"""The whole sandbox: one world, one clock, four services, and the door through which tests steer and read it."""

import threading
import time
from collections import deque

from sandbox.catalogue import World
from sandbox.clock import Clock
from sandbox.faults import Faults, broken
from sandbox.http import Refused, Reply, Request, json_reply
from sandbox.lastfm import Lastfm
from sandbox.limits import Rules
from sandbox.musicbrainz import MusicBrainz
from sandbox.spotify import Spotify
from sandbox.stats import PLATFORMS, PlatformCount
from sandbox.youtube import YouTube

PREFIXES = (
    ("/ws/2/", "musicbrainz"),
    ("/v1/", "spotify"),
    ("/api/token", "spotify"),
    ("/youtube/v3/", "youtube"),
    ("/2.0", "lastfm"),
)

SILENT = ("reset", "hang")  # no status ever reaches the client
REMEMBERED = 20_000  # questions, word for word
SECRETS = ("key", "api_key", "client_secret")


class Box:
    def __init__(self, world: World, *, limits="real", spotify="dev", latency=0.0, faults="", seed=1):
        self.world, self.rules, self.seed = world, Rules.parse(limits), seed
        ahead = world.start.timestamp() - time.time()
        self.clock = Clock(ahead if abs(ahead) > 60 else 0.0)
        self.latency, self.growth = float(latency), {}
        self.faults = Faults(seed)
        self.faults.replace(faults)
        self.lock = threading.RLock()
        self.counts = {platform: PlatformCount() for platform in PLATFORMS}
        self.asked: deque[dict] = deque(maxlen=REMEMBERED)
        self.services = {cls.name: cls(self) for cls in (MusicBrainz, Spotify, YouTube, Lastfm)}
        self.services["spotify"].set_mode(spotify)
        self._as_started = {"limits": limits, "spotify": spotify, "latency": latency}

    def count(self, platform: str) -> PlatformCount:
        return self.counts[platform]

    def grown(self, number: int, rate: float, key=None) -> int:
        """A figure of the world's start, moved to the clock's hour by so much each 14 days."""
        rate = self.growth.get(key, self.growth.get("all", rate))
        if not rate:
            return number
        days = (self.clock.now() - self.world.start.timestamp()) / 86_400
        return int(number * (1 + rate) ** (max(0.0, days) / 14))

    def answer(self, request: Request) -> Reply:
        if request.path == "/__stats":
            return json_reply(self.stats(reset=request.get("reset") == "1"))
        if request.path == "/__asked":
            with self.lock:
                return json_reply(list(self.asked))
        if request.path == "/__control":
            return self._control(request)
        platform = next((name for prefix, name in PREFIXES if (request.path + "/").startswith(prefix)), None)
        if platform is None:
            return json_reply({"error": f"Nothing is served at {request.path}."}, 404)
        return self._serve(self.services[platform], request)

    def _serve(self, service, request: Request) -> Reply:
        endpoint, answer = service.route(request)
        count, refusal = self.counts[service.name], None
        with self.lock:
            now = self.clock.now()
            count.arrived(endpoint, now)
            self.asked.append(_worded(service.name, endpoint, request))
            try:
                service.admit(request, endpoint, now)
            except Refused as refused:
                refusal = refused.reply
            rule = self.faults.pick(service.name, endpoint) if self.faults.rules and refusal is None else None
        if self.latency:
            time.sleep(self.latency / 1000)
        if refusal:
            reply = refusal
        elif rule:
            reply = broken(rule, service.name, lambda: _spoken(answer, request))
        else:
            reply = _spoken(answer, request)
        reply = service.shape(reply, request)
        with self.lock:
            count.statuses["none" if reply.fault and reply.fault.kind in SILENT else str(reply.status)] += 1
            if rule:
                count.faults[rule.kind] += 1
        return reply

    def stats(self, *, reset: bool = False) -> dict:
        with self.lock:
            found = {}
            for name, service in self.services.items():
                found[name] = self.counts[name].as_dict() | {
                    "mode": service.mode,
                    "buckets": service.buckets(),
                    "max_in_window": max((w.most for w in service.windows().values()), default=0),
                    "windows": {
                        key: {"seconds": w.span, "allowed": w.allowed * self.rules.factor, "most": w.most}
                        for key, w in service.windows().items()
                    },
                }
            if reset:
                self.counts = {platform: PlatformCount() for platform in PLATFORMS}
                for service in self.services.values():
                    for window in service.windows().values():
                        window.most = 0
            return found

    def _control(self, request: Request) -> Reply:
        try:
            with self.lock:
                if request.method == "POST":
                    self.steer(request.json())
                return json_reply(self.state())
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return json_reply({"error": str(error)}, 400)

    def state(self) -> dict:
        modes = {name: service.mode for name, service in self.services.items()}
        limits = {"factor": self.rules.factor, "refuses": self.rules.refuses}
        rules = [
            rule.platform + (f".{rule.endpoint}" if rule.endpoint else "") + ":" + rule.kind
            for rule in self.faults.rules
        ]
        return modes | {
            "now": self.clock.today().isoformat(),
            "latency": self.latency,
            "limits": limits,
            "faults": rules,
        }

    def steer(self, orders: dict):
        """Obey every order, or raise ValueError with a sentence at the first that makes no sense."""
        for order, wish in orders.items():
            if order in self.services:
                self.services[order].set_mode(wish)
            elif order == "clock":
                self.clock.move(**wish)
            elif order == "faults":
                self.faults.replace(wish)
            elif order == "limits":
                self.rules = Rules.parse(wish)
            elif order == "latency":
                self.latency = float(wish)
            elif order == "grow":
                self.growth = {key: float(rate) for key, rate in wish.items()}
            elif order == "reset" and wish:
                self._start_afresh()
            else:
                raise ValueError(f"There is no order {order!r}.")

    def _start_afresh(self):
        """As if just started, in the modes and limits it was started with. Tokens stay valid, faults are cleared."""
        self.growth = {}
        self.clock.restart()
        self.faults.replace("")
        self.counts = {platform: PlatformCount() for platform in PLATFORMS}
        self.asked.clear()
        for service in self.services.values():
            service.reset()
            service.set_mode(service.modes[0])
        self.steer(self._as_started)


def _worded(platform: str, endpoint: str, request: Request) -> dict:
    """What was asked, so that whoever reads the log can tell a question from its repetition."""
    words = {name: values for name, values in request.many.items() if name not in SECRETS}
    return {"platform": platform, "endpoint": endpoint, "path": request.path, "words": words}


def _spoken(answer, request: Request) -> Reply:
    try:
        return answer(request)
    except Refused as refused:
        return refused.reply
