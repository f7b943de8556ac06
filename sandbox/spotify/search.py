"""Spotify's search: one ISRC or UPC a query, field filters, and words."""

import re
from collections import defaultdict

from sandbox.text import fold

FILTER = re.compile(r'\b(isrc|upc|artist|album|track|year|genre):(?:"([^"]*)"|(\S+))', re.I)


def filters(query: str) -> tuple[dict[str, str], str]:
    """The field filters of a query, and the words that are left."""
    found = {name.lower(): quoted or word for name, quoted, word in FILTER.findall(query)}
    return found, " ".join(FILTER.sub(" ", query).split())


class Index:
    def __init__(self, tracks: list, albums: list, artists: list):
        self.lists = {"track": tracks, "album": albums, "artist": artists}
        self.by_isrc, self.by_upc = defaultdict(list), defaultdict(list)
        for one in tracks:
            self.by_isrc[one.recording.isrc].append(one)
        for release in albums:
            self.by_upc[release.barcode].append(release)
        self.words = {kind: defaultdict(set) for kind in self.lists}
        for kind, found in self.lists.items():
            for n, one in enumerate(found):
                for word in " ".join(map(fold, self._texts(kind, one).values())).split():
                    self.words[kind][word].add(n)

    @staticmethod
    def _texts(kind: str, one) -> dict[str, str]:
        if kind == "artist":
            return {"artist": one.spotify_name}
        if kind == "album":
            return {"album": one.title, "artist": _names(one.credits)}
        return {"track": one.recording.title, "artist": _names(one.recording.credits), "album": one.release.title}

    def find(self, kind: str, query: str) -> list:
        wanted, rest = filters(query)
        if "isrc" in wanted:
            if kind != "track" or rest:  # a second isrc: joined by OR has never found anything
                return []
            return self.by_isrc.get(wanted["isrc"].replace("-", "").upper(), [])
        if "upc" in wanted:
            return self.by_upc.get(wanted["upc"], []) if kind == "album" else []
        return self._by_words(kind, wanted, rest)

    def _by_words(self, kind: str, wanted: dict[str, str], rest: str) -> list:
        words = [word for text in (*wanted.values(), rest) for word in fold(text).split()]
        if not words:
            return []
        found = set.intersection(*(self.words[kind].get(word, set()) for word in words))
        kept = []
        for n in sorted(found):
            texts = {name: fold(text) for name, text in self._texts(kind, self.lists[kind][n]).items()}
            fits = [
                set(fold(text).split()) <= set(texts.get(name, "").split())
                for name, text in wanted.items()
                if name in texts
            ]
            if all(fits) and wanted.keys() <= texts.keys() | {"year", "genre"}:
                exact = any(texts.get(name) == fold(text) for name, text in wanted.items()) or texts.get(kind) == fold(
                    rest
                )
                kept.append((not exact, n))
        return [self.lists[kind][n] for _, n in sorted(kept)]


def _names(credits) -> str:
    return " ".join(one.artist.spotify_name for one in credits)
