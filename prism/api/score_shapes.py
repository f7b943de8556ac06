"""The shapes of a score and of its lines, wherever one is told, with an example of each."""

from prism.api.shapes import AS_OF, DAY, MOMENT, NUMBER, TEXT, WHOLE, many, maybe, obj, one_of

TIER = one_of("A", "B", "C", "D", None)
STATE = one_of("known", "absent", "unknown", "conflicting", "stale", "not_offered")
COMPONENTS = ("independence", "opportunity", "geographic")
PART = obj(score=maybe(NUMBER), factors=many(TEXT), weight=TEXT)
SCORES = obj(
    independence_score=maybe(NUMBER), opportunity_score=maybe(NUMBER), geographic_score=maybe(NUMBER),
    total_score=maybe(NUMBER), tier=TIER, lead_tier=TIER, machine_tier=TIER,
    pinned=maybe(obj(tier=TEXT, reason=TEXT, until=maybe(DAY))),
    confidence=maybe(WHOLE), coverage=maybe(WHOLE), range=maybe(obj(low=NUMBER, high=NUMBER)),
    rules_version=maybe(TEXT), scored_at=maybe(MOMENT),
    scoring_breakdown=obj(**dict.fromkeys(COMPONENTS, PART), optional=COMPONENTS),
)  # fmt: skip
EVIDENCE = obj(source=maybe(TEXT), value={}, url=maybe(TEXT), as_of=AS_OF)
LINE = obj(
    component=one_of(*COMPONENTS), rule=TEXT, label=TEXT,
    points=NUMBER, possible=NUMBER, weighted=NUMBER, weight=NUMBER, state=STATE, because=TEXT,
    confidence=maybe(TEXT), against=many({}), evidence=many(EVIDENCE),
)  # fmt: skip

SCORES_EXAMPLE = {
    "independence_score": 100.0,
    "opportunity_score": 47.1,
    "geographic_score": 100.0,
    "total_score": 78.8,
    "tier": "A",
    "lead_tier": "A",
    "machine_tier": "A",
    "pinned": None,
    "confidence": 88,
    "coverage": 88,
    "range": {"low": 78.8, "high": 90.6},
    "rules_version": "1",
    "scored_at": "2026-11-22T20:15:00+13:00",
    "scoring_breakdown": {
        "independence": {"score": 100.0, "factors": ["Label name equals the artist's name"], "weight": "40%"},
        "opportunity": {"score": 47.1, "factors": ["1 upload in 90 days"], "weight": "40%"},
        "geographic": {"score": 100.0, "factors": ["Based in New Zealand"], "weight": "20%"},
    },
}
LINE_EXAMPLE = {
    "component": "independence",
    "rule": "self_released",
    "label": "Self-released",
    "points": 40,
    "possible": 40,
    "weighted": 40.0,
    "weight": 40.0,
    "state": "known",
    "because": "Label name equals the artist's name",
    "confidence": "high",
    "against": [],
    "evidence": [
        {
            "source": "musicbrainz",
            "value": "Example Trio",
            "url": "https://musicbrainz.org/release/77ab",
            "as_of": "2026-11-22T20:14:55+13:00",
        }
    ],
}
