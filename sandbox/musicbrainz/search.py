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
    return {
        "artist": artist_core(artists),
        "recording": recording_core([recording for recording in world.recordings if recording.mbid], isrcs_of),
        "release": release_core([release for release in world.releases if release.mbid]),
        "label": label_core(world.labels),
        "area": area_core(world.areas),
        "url": url_core(addresses(artists)),
    }


def artist_core(artists) -> Core:
    exact = {
        "arid": lambda artist: [artist.mbid],
        "country": lambda artist: [hits.own_country(artist.area)],
        "type": lambda artist: [artist.type],
    }
    texts = {
        "artist": lambda artist: [artist.name, *artist.aliases],
        "name": lambda artist: [artist.name],
        "alias": lambda artist: artist.aliases,
        "area": lambda artist: [artist.area.name] if artist.area else [],
    }
    return Core("artists", artists, exact, texts, hits.artist)


def recording_core(recordings, isrcs_of) -> Core:
    exact = {
        "isrc": isrcs_of,
        "rid": lambda recording: [recording.mbid],
        "arid": credited,
        "reid": lambda recording: [release.mbid for release in recording.releases],
    }
    texts = {
        "recording": lambda recording: [recording.title],
        "artist": credit_names,
        "artistname": credit_names,
        "release": lambda recording: [release.title for release in recording.releases],
    }
    return Core(
        "recordings", recordings, exact, texts, lambda recording: hits.recording(recording, isrcs_of(recording))
    )


def release_core(releases) -> Core:
    exact = {
        "reid": lambda release: [release.mbid],
        "rgid": lambda release: [release.group_mbid],
        "arid": credited,
        "barcode": lambda release: [release.barcode],
        "laid": lambda release: [label.id for label, _ in release.labels if label],
    }
    texts = {
        "release": lambda release: [release.title],
        "artist": credit_names,
        "label": lambda release: [label.name for label, _ in release.labels if label],
    }
    return Core("releases", releases, exact, texts, hits.release)


def label_core(labels) -> Core:
    exact = {
        "laid": lambda label: [label.id],
        "country": lambda label: [hits.own_country(label.area)],
        "type": lambda label: [label.type],
    }
    return Core("labels", labels, exact, {"label": lambda label: [label.name]}, hits.label)


def area_core(areas) -> Core:
    exact = {
        "aid": lambda area: [area.id],
        "iso": lambda area: [*area.iso1, *area.iso2],
        "iso1": lambda area: area.iso1,
        "iso2": lambda area: area.iso2,
        "type": lambda area: [area.type],
    }
    return Core("areas", areas, exact, {"area": lambda area: [area.name]}, hits.area)


def url_core(found) -> Core:
    exact = {
        "targetid": lambda url: [artist.mbid for artist, _ in url.bearers],
        "targettype": lambda url: ["artist"],
        "relationtype": lambda url: [URL_TYPES[link.kind][0] for _, link in url.bearers],
        "url": lambda url: [url.resource],
    }
    return Core("urls", found, exact, {}, lambda url: hits.url(url.resource, url.bearers))


def addresses(artists) -> list[Address]:
    found: dict[str, list[Any]] = {}
    for artist in artists:
        for link in artist.links:
            found.setdefault(link.url, []).append((artist, link))
    return [Address(resource, bearers) for resource, bearers in found.items()]
