"""Which lines of a score differ from the time before: what the history shows below a total that moved."""

from scoring.rules.breakdown import DECIDED

# Lines whose label says which of their cases holds; beside another case they go by the part's name.
PART_NAMES = {"independence": "Independence", "geography": "Geography"}
STATE_WORDS = {"stale": "out of date", "not_offered": "not offered"}
COMPARED = ("points", "out_of", "state")


def moved(before: dict, after: dict) -> list[dict]:
    """The lines of two stored breakdowns that differ in points or state, in the order of the newer one.

    Each is {component, label, before, after}; either side is {points, out_of, state, case}, or None where that
    breakdown had no such line. Nothing has moved where nothing was scored before.
    """
    old, new = _lines(before), _lines(after)
    if not old:
        return []
    names = [*new, *(name for name in old if name not in new)]
    return [_move(name, old.get(name), new.get(name)) for name in names if _differ(old.get(name), new.get(name))]


def move_words(line: dict) -> str:
    """A line of `moved` as people read it: "Growing streams: unknown to 15 of 15"."""
    return f"{line['label']}: {_side_words(line['before'])} to {_side_words(line['after'])}"


def _side_words(side: dict | None) -> str:
    if side is None:
        return "not counted"
    state = side.get("state") or "unknown"
    if state not in DECIDED or None in (side.get("points"), side.get("out_of")):
        return STATE_WORDS.get(state, state)
    case = f" ({side['case']})" if side.get("case") else ""
    return f"{side['points']:g} of {side['out_of']:g}{case}"


def _lines(breakdown: dict) -> dict[str, dict]:
    """The lines by component; those of an older shape are read as far as they go."""
    lines = (breakdown or {}).get("components") or []
    return {line["component"]: line for line in lines if isinstance(line, dict) and line.get("component")}


def _differ(old: dict | None, new: dict | None) -> bool:
    if old is None or new is None:
        return old is not new
    return any(old.get(name) != new.get(name) for name in COMPARED)


def _move(component: str, old: dict | None, new: dict | None) -> dict:
    own = (new or old).get("label") or component.replace("_", " ").capitalize()
    return {"component": component, "label": PART_NAMES.get(component, own), "before": _side(old), "after": _side(new)}


def _side(line: dict | None) -> dict | None:
    if line is None:
        return None
    case = line.get("label", "") if line["component"] in PART_NAMES and line.get("rule") else ""
    return {"points": line.get("points"), "out_of": line.get("out_of"), "state": line.get("state"), "case": case}
