"""What a score is made of, part by part and line by line, and the shape in which the API gives it.

Plain numbers and words. A row is whoever has the columns of a score; nothing is asked of a database.
"""

from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from leads.gains import per_point
from scoring.rules.breakdown import DECIDED, PARTS, half_up
from scoring.rules.policy import as_number

HERE = ZoneInfo("Pacific/Auckland")
API_PARTS = {"independence": "independence", "opportunity": "opportunity", "geography": "geographic"}


# --- For people and programs -----------------------------------------------------------------------------------------


def parts(breakdown: dict) -> list[dict]:
    """The breakdown by part, each line and each part with what it earned of the total, and of how much of it."""
    if not breakdown:
        return []
    worth = per_point(breakdown)
    lines = {part: [] for part in PARTS}  # a database may give back the weights in another order
    for line in breakdown["components"]:
        lines[line["part"]].append(line)
    return [
        {
            "part": part,
            "weight": breakdown["weights"][part],
            "earned": _of_total(sum(_earned(line) for line in theirs), worth[part]),
            "lines": [
                {
                    **line,
                    "decided": line["state"] in DECIDED,
                    "earned": _of_total(_earned(line), worth[part]),
                    "weight": _of_total(as_number(line["out_of"]), worth[part]),
                }
                for line in theirs
            ],
        }
        for part, theirs in lines.items()
    ]


def _earned(line: dict):
    return as_number(line["points"]) if line["state"] in DECIDED else 0


def _of_total(points, worth: Fraction) -> Decimal:
    return half_up(points * worth, 1)


# --- For programs -----------------------------------------------------------------------------------------------------


def score_breakdown(breakdown: dict) -> list[dict]:
    """Each line of the score: points of how many, because of what, from whom; `weight` is what it can add to the
    total, `weighted` what it adds. `component` is the score it counts for; `rule` the case that holds, else the line.
    """
    return [
        {
            "component": API_PARTS[part["part"]],
            "rule": line.get("rule") or line["component"],
            "label": line["label"],
            "points": line["points"] if line["decided"] else 0,
            "possible": line["out_of"],
            "weighted": float(line["earned"]),
            "weight": float(line["weight"]),
            "state": line["state"],
            "because": line["because"],
            "confidence": _confidence(line, breakdown),
            "against": list(line.get("against", ())),
            "evidence": [_evidence(source) for source in line.get("sources", ())],
        }
        for part in parts(breakdown)
        for line in part["lines"]
    ]


def _confidence(line: dict, breakdown: dict) -> str | None:
    """How sure the verdict on independence is; of other lines nobody asks."""
    return breakdown.get("independence", {}).get("confidence") if line["component"] == "independence" else None


def _evidence(source: dict) -> dict:
    return {"source": source.get("platform"), **{name: source.get(name) for name in ("value", "url", "as_of")}}


def scores(row, *, with_breakdown: bool = True) -> dict:
    """The score of one row: the tier that stands (a person's while it is pinned), the machine's beside it, the parts,
    the range, and how much of it rests on facts.
    """
    found = {
        "independence_score": _number(row.independence_score),
        "opportunity_score": _number(row.opportunity_score),
        "geographic_score": _number(row.geographic_score),
        "total_score": _number(row.total_score),
        "tier": row.standing_tier,
        "lead_tier": row.standing_tier,
        "machine_tier": row.tier,
        "pinned": _pinned(row),
        "confidence": row.coverage,
        "coverage": row.coverage,
        "range": _range(row),
        "rules_version": None if row.policy_version is None else str(row.policy_version),
        "scored_at": row.scored_at and row.scored_at.astimezone(HERE).isoformat(timespec="seconds"),
    }
    return found | {"scoring_breakdown": _by_part(row)} if with_breakdown else found


def _pinned(row) -> dict | None:
    """What a person decided, while it holds."""
    if not row.pin_holds:
        return None
    until = row.pinned_until and row.pinned_until.isoformat()
    return {"tier": row.pinned_tier, "reason": row.pinned_reason, "until": until}


def _range(row) -> dict | None:
    """All unknowns at nothing, and all at full marks; None for who was never assessed."""
    if row.score_ceiling is None:
        return None
    return {"low": _number(row.total_score) or 0.0, "high": _number(row.score_ceiling)}


def _by_part(row) -> dict:
    columns = {
        "independence": row.independence_score,
        "opportunity": row.opportunity_score,
        "geography": row.geographic_score,
    }
    return {
        API_PARTS[part["part"]]: {
            "score": _number(columns[part["part"]]),
            "factors": [line["because"] for line in part["lines"] if line["decided"]],
            "weight": f"{part['weight']}%",
        }
        for part in parts(row.breakdown)
    }


def _number(decimal: Decimal | None) -> float | None:
    return None if decimal is None else float(decimal)
