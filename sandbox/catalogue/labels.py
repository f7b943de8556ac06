"""Labels, who owns them, and what the copyright lines say: every kind that independence has to tell apart."""

import random

from sandbox.catalogue.ids import mbid
from sandbox.catalogue.model import Area, Label
from sandbox.catalogue.names import label_names
from sandbox.catalogue.relations import NO_LABEL

MAJORS = (
    "Universal Music New Zealand Limited",
    "Sony Music Entertainment New Zealand Limited",
    "Warner Music New Zealand Limited",
    "Universal Music Australia Pty. Ltd.",
    "Sony Music Entertainment Australia Pty Ltd",
    "Warner Music Australia Pty Limited",
    "Island Records Australia",
    "Columbia",
    "Parlophone",
)
DISTRIBUTORS = (
    "DRM NZ",
    "Ditto Music",
    "Gyrostream",
    "Xelon Entertainment",
    "The Orchard",
    "AWAL",
    "Valleyarm",
    "iMusician",
)
DIY_MARKS = ("TuneCore", "CD Baby", "Independent", "Self-Released", "Not On Label", "RouteNote")

# case: (what is true, MusicBrainz is needed to see it)
CASES = {
    "own name": ("self_released", False),
    "own name ltd": ("self_released", False),
    "no label": ("self_released", True),
    "distrokid": ("self_released", False),
    "diy mark": ("self_released", False),
    "personal label": ("self_released", True),
    "left a major": ("self_released", False),
    "distributor": ("small_distributor", False),
    "indie": ("indie_label", False),
    "indie, formerly owned": ("indie_label", True),
    "indie, renamed": ("indie_label", True),
    "indie, contract": ("indie_label", True),
    "indie, distributed by indie": ("indie_label", True),
    "licensed to a major": ("major_distributed", False),
    "distributed by a major": ("major_distributed", True),
    "major": ("major", False),
    "imprint of a major": ("major", True),
    "owned by a major": ("major", True),
    "joined a major": ("major", False),
    "unknown": ("unknown", False),
}


class LabelBook:
    """Makes the labels once and hands out the right one for an artist's case."""

    def __init__(self, rng: random.Random, seed: int, artists: int, home: Area):
        self.rng, self.seed, self.home = rng, seed, home
        self.labels: dict[str, Label] = {}
        self.no_label = self._add("[no label]", "Production", "self_released")
        self.no_label.id = NO_LABEL
        self.majors = [self._add(name, "Production", "major") for name in MAJORS]
        self.distributors = [self._add(name, "Distributor", "small_distributor") for name in DISTRIBUTORS]
        names = iter(label_names(rng, 60 + artists // 3))
        self.groups = [self._add(f"{next(names)} Group", "Holding", "major") for _ in range(3)]
        for group, major in zip(self.groups, self.majors, strict=False):
            group.owned_by(major)
        self.indie_group = self._add(f"{next(names)} Holdings", "Holding", "indie_label")
        share = max(2, artists // 60)
        self.pools = {
            "owned by a major": [self._owned(next(names), self.rng.choice(self.groups)) for _ in range(share)],
            "imprint of a major": [
                self._tied(next(names), "imprint", self.rng.choice(self.majors)) for _ in range(share)
            ],
            "distributed by a major": [self._distributed(next(names)) for _ in range(share)],
            "indie, formerly owned": [self._sold(next(names)) for _ in range(share)],
            "indie, renamed": [self._renamed(next(names), next(names)) for _ in range(2)],
            "indie, contract": [self._add(next(names), truth="indie_label") for _ in range(share)],
            "indie, distributed by indie": [self._indie_distributed(next(names)) for _ in range(share)],
            "licensed to a major": [self._add(next(names), truth="major_distributed") for _ in range(share)],
            "indie": [self._add(name, truth="indie_label") for name in list(names)[: max(12, artists // 5)]],
        }
        for label in self.pools["indie"][::7]:
            label.owned_by(self.indie_group)

    def _add(self, name, kind="Original Production", truth="indie_label") -> Label:
        if name not in self.labels:
            number = len(self.labels)
            code = 10_000 + number if number % 3 == 0 else None
            begin = str(1985 + number % 38) if number % 4 else None
            area = self.home if number % 5 else None
            self.labels[name] = Label(mbid(self.seed, "label", name), name, kind, area, code, begin, truth)
        return self.labels[name]

    def _tied(self, name, kind, upper) -> Label:
        label = self._add(name, "Imprint", "major")
        label.tie(kind, upper)
        return label

    def _owned(self, name, group) -> Label:
        return self._tied(name, "ownership", group)

    def _distributed(self, name) -> Label:
        label = self._add(name, truth="major_distributed")
        label.tie("distribution", self.rng.choice(self.majors))
        return label

    def _indie_distributed(self, name) -> Label:
        label = self._add(name, truth="indie_label")
        label.tie("distribution", self.distributors[0])
        return label

    def _sold(self, name) -> Label:
        label = self._add(name, truth="indie_label")
        label.owned_by(self.majors[2], ended="2009")
        return label

    def _renamed(self, old_name, new_name) -> Label:
        old, new = self._add(old_name, truth="indie_label"), self._add(new_name, truth="indie_label")
        new.tie("rename", old, ended=None)
        return old

    def own(self, name: str) -> Label:
        return self._add(name, "Imprint", "self_released")

    def for_case(self, case: str, artist_name: str, number: int) -> Label | None:
        """The label on an artist's current releases, or None where releases carry none."""
        if case in self.pools:
            pool = self.pools[case]
            return pool[number % len(pool)]
        if case in ("major", "joined a major"):
            return self.majors[number % len(self.majors)]
        if case == "distributor":
            return self.distributors[number % len(self.distributors)]
        if case == "diy mark":
            return self._add(DIY_MARKS[number % len(DIY_MARKS)], "Distributor", "self_released")
        makers = {
            "own name": lambda: self.own(artist_name),
            "left a major": lambda: self.own(f"{artist_name} Records"),
            "own name ltd": lambda: self.own(f"{artist_name} Music Ltd"),
            "no label": lambda: self.no_label,
            "distrokid": lambda: self.own(f"{100_000 + number * 37} Records DK"),
            "personal label": lambda: self.own(label_names(random.Random(f"{self.seed}/{number}"), 1)[0] + " Aotearoa"),
        }
        return makers[case]() if case in makers else None

    def before(self, case: str, number: int, artist_name: str) -> Label | None:
        """The label of the older releases, for artists who came to a major or left one."""
        if case == "left a major":
            return self.majors[number % len(self.majors)]
        return self.own(f"{artist_name} Records") if case == "joined a major" else None


def owner_text(case: str, label: Label | None, artist_name: str, major: str) -> str:
    """Who the P line names."""
    if case == "unknown":
        return ""
    if case == "licensed to a major":
        return f"{label.name} under exclusive licence to {major}"
    if case == "distributed by a major":
        return f"{label.name}, distributed by {major}"
    if label is None or case in ("no label", "diy mark", "personal label"):
        return artist_name
    return label.name
