"""The search cores: which entities a Lucene query finds, and in what order."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox import lucene
from sandbox.catalogue.relations import URL_TYPES
from sandbox.musicbrainz import hits
from sandbox.text import fold


@dataclass(frozen=True, slots=True)
class Address:
    resource: str
    bearers: list


class Core:
    """One index. `exact` maps a field to the values of an entity, `texts` a field to its searchable words."""

    def __init__(self, plural: str, entities: list, exact: dict, texts: dict, shape):
        self.plural, self.entities, self.shape = plural, entities, shape
        self._exact, self._texts, self._found = exact, texts, {}

    @cached_property
    def everything(self) -> set[int]:
        return set(range(len(self.entities)))

    def _values(self, field: str) -> dict[str, set[int]]:
        if field not in self._found:
            index = defaultdict(set)
            for n, entity in enumerate(self.entities):
                for value in self._exact[field](entity):
                    if value:
                        index[str(value).casefold()].add(n)
            self._found[field] = index
        return self._found[field]

    def _words(self, field: str) -> dict[str, set[int]]:
        key = f"words of {field}"
        if key not in self._found:
            index = defaultdict(set)
            for n, entity in enumerate(self.entities):
                for text in self._texts[field](entity):
                    for word in fold(text).split():
                        index[word].add(n)
            self._found[key] = index
        return self._found[key]

    def lookup(self, term: lucene.Term) -> set[int]:
        field = term.field or self.plural[:-1]
        if field in self._exact:
            return self._values(field).get(term.text.casefold(), set())
        if field not in self._texts:
            return set()
        words = fold(term.text).split()
        found = set.intersection(*(self._words(field).get(word, set()) for word in words)) if words else set()
        if term.phrase and len(words) > 1:
            wanted = " ".join(words)
            found = {n for n in found if any(wanted in fold(text) for text in self._texts[field](self.entities[n]))}
        return found

    def search(self, query: str, offset: int, limit: int) -> tuple[int, list[dict]]:
        tree = lucene.parse(query)
        found = lucene.hits(tree, self.lookup, lambda: self.everything)
        scored = sorted((-self._score(tree, n), n * 7919 % 1009, n) for n in found)
        page = scored[offset : offset + limit]
        return len(found), [self._hit(n, -score) for score, _, n in page]

    def _hit(self, n: int, score: int) -> dict:
        hit = self.shape(self.entities[n])
        return {"id": hit.pop("id"), "score": score} | hit

    def _score(self, tree, n: int) -> int:
        """100 for ids and whole names, less where the name holds other words too."""
        terms = [term for term in _terms(tree) if (term.field or self.plural[:-1]) in self._texts]
        best = 100
        for term in terms:
            texts = self._texts[term.field or self.plural[:-1]](self.entities[n])
            asked = len(fold(term.text).split()) or 1
            near = [fold(text).split() for text in texts if set(fold(term.text).split()) <= set(fold(text).split())]
            best = min(best, max((int(100 * asked / max(asked, len(words))) for words in near), default=40))
        return best


def _terms(tree) -> list[lucene.Term]:
    return [tree] if isinstance(tree, lucene.Term) else [term for part in tree.parts for term in _terms(part)]


def credited(entity) -> list[str]:
    return [one.artist.mbid for one in entity.credits]


def credit_names(entity) -> list[str]:
    return [one.artist.name for one in entity.credits] + [one.name for one in entity.credits]


def cores(world, isrcs_of) -> dict[str, Core]:
    """Every search core by its path. `isrcs_of(recording)` lists the codes MusicBrainz has on a recording."""
    artists = [artist for artist in [*world.artists, *world.others] if artist.mbid]
    releases = [release for release in world.releases if release.mbid]
    recordings = [recording for recording in world.recordings if recording.mbid]
    return {
        "artist": Core(
            "artists",
            artists,
            {"arid": lambda a: [a.mbid], "country": lambda a: [hits.own_country(a.area)], "type": lambda a: [a.type]},
            {
                "artist": lambda a: [a.name, *a.aliases],
                "name": lambda a: [a.name],
                "alias": lambda a: a.aliases,
                "area": lambda a: [a.area.name] if a.area else [],
            },
            hits.artist,
        ),
        "recording": Core(
            "recordings",
            recordings,
            {
                "isrc": isrcs_of,
                "rid": lambda r: [r.mbid],
                "arid": credited,
                "reid": lambda r: [one.mbid for one in r.releases],
            },
            {
                "recording": lambda r: [r.title],
                "artist": credit_names,
                "artistname": credit_names,
                "release": lambda r: [one.title for one in r.releases],
            },
            lambda r: hits.recording(r, isrcs_of(r)),
        ),
        "release": Core(
            "releases",
            releases,
            {
                "reid": lambda r: [r.mbid],
                "rgid": lambda r: [r.group_mbid],
                "arid": credited,
                "barcode": lambda r: [r.barcode],
                "laid": lambda r: [label.id for label, _ in r.labels if label],
            },
            {
                "release": lambda r: [r.title],
                "artist": credit_names,
                "label": lambda r: [x.name for x, _ in r.labels if x],
            },
            hits.release,
        ),
        "label": Core(
            "labels",
            world.labels,
            {"laid": lambda x: [x.id], "country": lambda x: [hits.own_country(x.area)], "type": lambda x: [x.type]},
            {"label": lambda x: [x.name]},
            hits.label,
        ),
        "area": Core(
            "areas",
            world.areas,
            {
                "aid": lambda x: [x.id],
                "iso": lambda x: [*x.iso1, *x.iso2],
                "iso1": lambda x: x.iso1,
                "iso2": lambda x: x.iso2,
                "type": lambda x: [x.type],
            },
            {"area": lambda x: [x.name]},
            hits.area,
        ),
        "url": Core(
            "urls",
            addresses(artists),
            {
                "targetid": lambda u: [artist.mbid for artist, _ in u.bearers],
                "targettype": lambda u: ["artist"],
                "relationtype": lambda u: [URL_TYPES[link.kind][0] for _, link in u.bearers],
                "url": lambda u: [u.resource],
            },
            {},
            lambda u: hits.url(u.resource, u.bearers),
        ),
    }


def addresses(artists) -> list[Address]:
    found: dict[str, list[Any]] = {}
    for artist in artists:
        for link in artist.links:
            found.setdefault(link.url, []).append((artist, link))
    return [Address(resource, bearers) for resource, bearers in found.items()]
