"""Deals the cases: every one turns up among the first sixty artists, then in lifelike proportions."""

import random

from sandbox.catalogue import channels, labels, places

PRESENCE = {"both": 36, "musicbrainz only": 6, "spotify only": 6, "nowhere": 2}
INDEPENDENCE = {
    "own name": 7,
    "own name ltd": 4,
    "no label": 3,
    "distrokid": 4,
    "diy mark": 4,
    "personal label": 2,
    "left a major": 1,
    "distributor": 6,
    "indie": 11,
    "indie, formerly owned": 1,
    "indie, renamed": 1,
    "indie, contract": 2,
    "indie, distributed by indie": 1,
    "licensed to a major": 3,
    "distributed by a major": 1,
    "major": 4,
    "imprint of a major": 1,
    "owned by a major": 2,
    "joined a major": 1,
    "unknown": 2,
}
YOUTUBE = {
    "none": 9,
    "none but decoys": 3,
    "topic only": 6,
    "hidden": 4,
    "dormant": 6,
    "low": 6,
    "moderate": 5,
    "active": 6,
    "very active": 4,
    "growing": 4,
    "healthy": 4,
    "underperforming": 2,
    "no uploads": 1,
}
LINK_FORM = dict(zip(channels.LINK_FORMS, (16, 12, 5, 5, 9, 1, 1, 2, 1), strict=True))
LASTFM = {"missing": 6, "tiny": 8, "small": 18, "large": 14, "huge": 2, "wrong mbid": 3, "single tag": 3, "no tags": 2}
RECENCY = {"recent": 30, "recent month": 4, "year only": 4, "old": 16, "old year": 3, "undated": 2}

NZ_CITY = tuple(places.NEW_ZEALAND)
# The first artists, so that each tier and each finding has somebody in a catalogue of any size.
ANCHORS = (
    {
        "presence": "both",
        "place": NZ_CITY,
        "independence": "own name",
        "youtube": "none",
        "lastfm": "large",
        "recency": "recent",
    },
    {
        "presence": "both",
        "place": ("AU", *places.AUSTRALIA),
        "independence": "indie",
        "youtube": "healthy",
        "recency": "recent",
    },
    {
        "presence": "both",
        "place": tuple(places.ELSEWHERE),
        "independence": "major",
        "youtube": "active",
        "recency": "old",
    },
    {
        "presence": "both",
        "place": NZ_CITY,
        "independence": "indie",
        "youtube": "dormant",
        "lastfm": "small",
        "recency": "recent",
    },
    {"presence": "spotify only", "independence": "own name", "youtube": "topic only", "lastfm": "large"},
    {
        "presence": "musicbrainz only",
        "place": NZ_CITY,
        "independence": "no label",
        "youtube": "active",
        "lastfm": "small",
    },
    {"presence": "nowhere"},
    {
        "presence": "both",
        "place": NZ_CITY,
        "independence": "distributor",
        "youtube": "underperforming",
        "lastfm": "large",
    },
)


def _deal(rng: random.Random, weights: dict, count: int) -> list:
    cards = []
    while len(cards) < count:
        cycle = [value for value, weight in weights.items() for _ in range(weight)]
        rng.shuffle(cycle)
        cards += cycle
    return cards[:count]


def _deal_places(rng: random.Random, count: int) -> list[str]:
    pacific = [
        f"{code} city" if city and n % 2 == 0 else code for n, (code, (_, city, _)) in enumerate(places.PACIFIC.items())
    ]
    first = [
        *places.NEW_ZEALAND,
        "NZ",
        "NZ",
        *places.AUSTRALIA,
        *pacific,
        *places.ELSEWHERE,
        *["unknown", "begin only"] * 3,
    ]
    rng.shuffle(first)
    later = (*places.NEW_ZEALAND,) * 3 + ("NZ",) * 6 + (*places.AUSTRALIA,) * 3 + ("AU",) * 2 + ("DE", "IS")
    later += tuple(rng.sample(pacific, 14)) + tuple(places.ELSEWHERE) + ("unknown",) * 4 + ("begin only",) * 4
    return first[:count] + [rng.choice(later) for _ in range(count - len(first))]


def _seat(rng: random.Random, deck: list, hand: str, presences: list[str], needs_musicbrainz=None) -> list:
    """One card for each artist: the anchors' first, then those only MusicBrainz can show, then the rest."""
    seated: list = [None] * len(deck)
    for seat, anchor in enumerate(ANCHORS[: len(deck)]):
        if hand in anchor:
            seated[seat] = _take(deck, anchor[hand])
    free = [seat for seat, card in enumerate(seated) if card is None]
    rng.shuffle(free)
    free.sort(key=lambda seat: presences[seat] not in ("both", "musicbrainz only"))
    if needs_musicbrainz:
        deck.sort(key=lambda card: not needs_musicbrainz(card))
        needy = sum(map(needs_musicbrainz, deck))
        rest = free[needy:]
        rng.shuffle(rest)
        free[needy:] = rest
    for seat, card in zip(free, deck, strict=True):
        seated[seat] = card
    return seated


def _take(deck: list, wanted):
    """A wanted card out of the deck, or in place of its last one when it holds none."""
    accepted = wanted if isinstance(wanted, tuple) else (wanted,)
    card = next((card for card in deck if card in accepted), None)
    if card is None:
        deck.pop()
        return accepted[0]
    deck.remove(card)
    return card


def deal(rng: random.Random, count: int) -> list[dict]:
    """One dict of cases for each artist."""
    presences = _seat(rng, _deal(rng, PRESENCE, count), "presence", [""] * count)
    hands = {"presence": presences}
    decks = {"youtube": YOUTUBE, "link_form": LINK_FORM, "lastfm": LASTFM, "recency": RECENCY}
    for hand, weights in decks.items():
        hands[hand] = _seat(rng, _deal(rng, weights, count), hand, presences)
    deck = _deal(rng, INDEPENDENCE, count)
    hands["independence"] = _seat(rng, deck, "independence", presences, lambda case: labels.CASES[case][1])
    deck = _deal_places(rng, count)
    hands["place"] = _seat(rng, deck, "place", presences, lambda place: place[:2] in places.PACIFIC)
    return [_agree({hand: cards[n] for hand, cards in hands.items()}) for n in range(count)]


def _agree(case: dict) -> dict:
    """Mend what cannot be true together."""
    in_musicbrainz = case["presence"] in ("both", "musicbrainz only")
    if not in_musicbrainz and labels.CASES[case["independence"]][1]:
        case["independence"] = "own name"
    if case["youtube"] in channels.WITHOUT or not in_musicbrainz:
        case["link_form"] = "not linked"
    if case["youtube"] == "underperforming" and case["lastfm"] not in ("large", "huge"):
        case["lastfm"] = "large"
    if case["youtube"] == "healthy" and case["lastfm"] in ("large", "huge"):
        case["lastfm"] = "small"
    return case
