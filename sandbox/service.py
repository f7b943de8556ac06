"""What the four services have in common: a name, modes, a judge, and a table of endpoints."""

from sandbox.faults import server_error
from sandbox.http import Refused, Reply, Request


class Service:
    name = ""
    modes: tuple[str, ...] = ("ok", "down")

    def __init__(self, box):
        self.box, self.world, self.mode = box, box.world, self.modes[0]
        self.prepare()

    def prepare(self):
        """Indexes over the catalogue."""

    def reset(self):
        """Windows and quotas as on a fresh day."""

    def route(self, request: Request):
        """The endpoint's name in the counts, and what answers it."""
        raise NotImplementedError

    def admit(self, request: Request, endpoint: str, now: float):
        """Raise Refused when a limit, a key or a mode is in the way."""

    def shape(self, reply: Reply, request: Request) -> Reply:
        """Last touch on every reply, refusals included."""
        return reply

    def set_mode(self, mode: str):
        if mode not in self.modes:
            raise ValueError(f"{self.name} has no mode {mode!r}. Its modes are {', '.join(self.modes)}.")
        self.mode = mode

    def refuse_when_down(self):
        if self.mode in ("down", "off"):
            raise Refused(server_error(self.name, 503))

    def overrun(self, reason: str):
        self.box.count(self.name).overruns[reason] += 1

    def buckets(self) -> dict:
        return {}

    def windows(self) -> dict:
        return {}
