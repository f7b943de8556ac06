"""The runs judged by the bounds, as one JSON object and as a table for people."""

from math import ceil

from prism.bench.grounds import INTERVALS, Terms

PLATFORMS = ("musicbrainz", "spotify", "youtube", "lastfm")
IN_TIME = 1.15  # times the bound
MAIN_UNITS = ("channels", "playlist_items", "videos")


def judge(terms: Terms, run: dict, stats: dict) -> dict:
    """One run with the sandbox's counts beside the ledger's, and each bound with whether it holds."""
    planned = run.pop("planned")
    ledger = {(platform, endpoint): (n, subjects) for platform, endpoint, n, subjects in run["ledger"].pop("calls")}
    platforms = {}
    for platform in PLATFORMS:
        counted = stats[platform]["by_endpoint"]
        fewest = planned["calls"][platform]
        entered = {endpoint: n for (name, endpoint), (n, _) in ledger.items() if name == platform}
        platforms[platform] = {
            "requests": sum(counted.values()),
            "planned": sum(fewest.values()),
            "violations": stats[platform]["violations"],
            "most_in_window": stats[platform]["windows"],
            "statuses": stats[platform]["statuses"],
            "kinds": {
                kind: {"requests": counted.get(kind, 0), "ledger": entered.get(kind, 0), "planned": fewest.get(kind, 0)}
                for kind in sorted({*counted, *entered, *fewest})
            },
        }
    bounds = _bounds(planned, run["open"], run.pop("needless_searches"), platforms, ledger)
    time = _time(terms, run["seconds"], platforms)
    return {
        **run,
        **time,
        "isrcs_per_second": round(planned["codes"] / run["seconds"], 1),
        "violations": sum(one["violations"] for one in platforms.values()),
        "ledger_equals_sandbox": all(
            kind["requests"] == kind["ledger"] for one in platforms.values() for kind in one["kinds"].values()
        ),
        "platforms": platforms,
        "bounds": bounds,
        "catalogue": {key: value for key, value in planned.items() if key != "calls"},
    }


def _bounds(planned: dict, open_ends: dict, needless: int, platforms: dict, ledger: dict) -> list[dict]:
    made = {platform: {kind: n["requests"] for kind, n in one["kinds"].items()} for platform, one in platforms.items()}
    fixed = ceil(planned["codes"] / 40) + sum(ceil(planned["artists"] * share) for share in (1 / 50, 1 / 8, 2 / 50)) + 2
    links, subjects = ledger.get(("musicbrainz", "url_search"), (0, 0))
    pages = max(0, ceil((subjects - planned["in_musicbrainz"]) / 8))
    musicbrainz = fixed + planned["unsettled_labels"] + ceil(planned["areas"] / 50) + pages
    youtube, fewest = made["youtube"], planned["calls"]["youtube"]
    known, handles = fewest["playlist_items"], fewest["channels"]
    lines = [
        ("MusicBrainz, all calls", sum(made["musicbrainz"].values()), musicbrainz),
        ("MusicBrainz, label look-ups", made["musicbrainz"].get("label_lookup", 0), planned["unsettled_labels"]),
        ("Last.fm, one per artist", sum(made["lastfm"].values()), planned["artists"]),
        (
            "Spotify, 2 (3) per artist still open",
            _without_token(made["spotify"]) - open_ends["stray_codes"] - open_ends.get("asked_of_second_rows", 0),
            open_ends.get("allowed", 0),
        ),
        ("Spotify, one per code that MusicBrainz lacks", open_ends["stray_codes"], planned["codes_unknown"]),
        ("Spotify, about artists already settled", open_ends.get("asked_though_settled", 0), 0),
        (
            "YouTube, main units",
            sum(youtube.get(kind, 0) for kind in MAIN_UNITS),
            int(1.05 * known + handles),
        ),
        ("YouTube, searches where a link was known", needless, 0),
    ]
    return [{"bound": words, "made": n, "allowed": most, "holds": n <= most} for words, n, most in lines]


def _without_token(made: dict) -> int:
    return sum(n for kind, n in made.items() if kind != "token")


def _time(terms: Terms, seconds: float, platforms: dict) -> dict:
    """The slowest platform's planned calls at its gate's interval, and how much longer it took."""
    if not terms.factor:
        return {}
    waits = {
        platform: one["planned"] * INTERVALS[f"{platform.upper()}_INTERVAL"] / terms.factor
        for platform, one in platforms.items()
    }
    slowest = max(waits, key=waits.get)
    bound = waits[slowest]
    return {
        "bound_seconds": round(bound, 2),
        "bounded_by": slowest,
        "ratio": round(seconds / bound, 3),
        "in_time": seconds <= IN_TIME * bound,
    }


def with_naive(run: dict, naive: dict) -> dict:
    """The same counts for the plain loop, beside each."""
    for platform, one in run["platforms"].items():
        counted = naive[platform]["by_endpoint"]
        one["naive"] = sum(counted.values())
        for kind, n in counted.items():
            one["kinds"].setdefault(kind, {"requests": 0, "ledger": 0, "planned": 0})["naive"] = n
    return run


# --- For people -------------------------------------------------------------------------------------------------------


def table(result: dict) -> str:
    lines = []
    for run in result["runs"]:
        lines += [*_headline(run), *_counts(run), *_judged(run), ""]
    return "\n".join([*lines, *result.get("notes", [])])


def _headline(run: dict) -> list[str]:
    words = f"{run['database']}: {run['seconds']:.1f} s, {run['isrcs_per_second']} ISRCs a second"
    if "ratio" in run:
        words += f"; the bound is {run['bound_seconds']:.1f} s ({run['bounded_by']}), ratio {run['ratio']}"
    used = run.get("worker_cpu_seconds") or run.get("cpu_seconds")
    words += f"; {used} s of processor time, {run['load']} processes wanted a processor before ({run['how']})"
    rows = ", ".join(f"{n} {state}" for state, n in sorted(run["rows"].items()))
    tiers = ", ".join(f"{n} in {tier}" for tier, n in sorted(run["tiers"].items()))
    same = "equals" if run["ledger_equals_sandbox"] else "DIFFERS FROM"
    limits = f"Over a limit: {run['violations']} times. The ledger {same} the sandbox's counts."
    return [words, f"Rows: {rows}. Leads: {tiers}.", limits]


def _counts(run: dict) -> list[str]:
    lines = [f"  {'':14}{'':18}{'made':>8}{'ledger':>8}{'planned':>9}{'loop':>8}"]
    for platform, one in run.get("platforms", {}).items():
        for kind, n in one["kinds"].items():
            numbers = f"{n['requests']:>8}{n['ledger']:>8}{n['planned']:>9}{n.get('naive', ''):>8}"
            lines.append(f"  {platform:14}{kind:18}{numbers}")
    return lines


def _judged(run: dict) -> list[str]:
    lines = [
        f"  {'holds' if one['holds'] else 'BROKEN':8}{one['bound']}: {one['made']} of {one['allowed']}"
        for one in run["bounds"]
    ]
    for row in run.get("profile", ()):
        lines.append(f"  {row['own']:>7.2f} s {row['calls']:>9} calls  {row['at']}")
    return lines
