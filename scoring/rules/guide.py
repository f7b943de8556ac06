"""How scores are made, told from a policy's own numbers: the same words in the admin and in the README."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill

from scoring.rules.breakdown import PARTS
from scoring.rules.numbers import PART_WORDS, WORDS, Path, in_words
from scoring.rules.policy import PolicyData
from scoring.rules.reading import SURE


@dataclass(frozen=True)
class Section:
    """A heading with its sentences and at most one table."""

    title: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def guide(policy: PolicyData, *, derived_metrics: bool = True) -> list[Section]:
    """All that staff need to question a score."""
    return [
        _parts(policy),
        _independence(policy),
        _clues(policy),
        _opportunity(policy),
        _youtube(policy, derived_metrics),
        _geography(policy),
        _unknown(policy),
        _tiers(policy),
    ]


def as_markdown(sections: list[Section], level: int = 3) -> str:
    """The same for a README."""
    return "\n\n".join(block for section in sections for block in _blocks(section, level))


# --- Parts and their points -------------------------------------------------------------------------------------------


def _parts(policy: PolicyData) -> Section:
    rows = tuple((PART_WORDS[part], in_words(policy.weights[part]), in_words(policy.out_of(part))) for part in PARTS)
    return Section(
        "Three parts",
        (
            "A score runs from 0 to 100 and says how much a call is worth. It has three parts. Each part earns points "
            "for what is known; its share of the most it can earn counts by its weight.",
            "The shares are added up exactly, and the sum is rounded once, to one decimal. On a lead's page each point "
            "stands with its reason, its source and its date.",
        ),
        ("Part", "Weight", "Most points"),
        rows,
    )


def _independence(policy: PolicyData) -> Section:
    kinds = ("self_released", "small_distributor", "indie_label", "major_distributed", "major")
    rows = tuple(_earned(("points", "independence", kind), policy.independence[kind]) for kind in kinds)
    sentences = ("Who releases the music? The best current evidence decides. While nobody told us, it earns nothing.",)
    return Section("Independence", sentences, ("What holds", "Points", "When"), rows)


def _clues(policy: PolicyData) -> Section:
    days = _count(policy.thresholds["same_recency_days"], "day")
    return Section(
        "What is believed about independence",
        (
            "The clues are label names and label owners at MusicBrainz, an artist's contracts there, the copyright "
            "lines of releases, the columns of an uploaded spreadsheet, and what staff say.",
            "What staff say wins, always, and stays beside what was found elsewhere.",
            "Otherwise the newest releases speak. Clues that copy each other count once.",
            f"Clues within {days} of each other speak of the same time. Where some of them point to a major and others "
            "do not, the independence is conflicting and earns nothing until a person or a newer release settles it. "
            "Further apart, the newer one counts.",
            "Of two clues of one day the less independent one counts: a label deal says more about whom to call than "
            "the artist's own name in a copyright line.",
            f"A release more than {days} newer than all we can place, on a label nobody knows, makes it unknown again.",
            "Whatever speaks against the verdict is shown beside it.",
            "How sure it is stands there too. High: staff said so, or two sources agree by different clues. Medium: "
            "one source alone tells, or several name the same label. Low: only a name like the artist's points to it, "
            "no clue has a date, or something of the same time speaks against it. It changes no points; it says where "
            "to look twice.",
        ),
    )


def _opportunity(policy: PolicyData) -> Section:
    points, borders = policy.opportunity, policy.thresholds
    services = _count(borders["basic_distribution_services"], "service")
    when = {
        "missing_platforms": "Asked for on Spotify or on YouTube, and not there: one of the two is enough, whatever is "
        "known of the other. Spotify counts as missing only after two looks a day apart; an automatic Topic channel is "
        "no presence.",
        "basic_distribution": f"Found on at most {services}, after a list of the artist's links was read.",
        "no_publishing": "Staff or a spreadsheet said that there is no publisher. That nobody names one proves "
        "nothing.",
        "growing_streams": f"Of two looks at the audience, at least {_count(borders['growth_days'], 'day')} apart, the "
        f"newer is up by {in_words(borders['growth_percent'])}% or more. It is compared with the oldest of the "
        f"{_count(borders['growth_window_days'], 'day')} before it. Views on YouTube do not count.",
        "recent_activity": f"The latest release is at most {_count(borders['recent_days'], 'day')} old. Where only its "
        "year or month is known, it counts if any day of that could.",
    }
    rows = tuple((_label(("points", "opportunity", name)), in_words(points[name]), when[name]) for name in when)
    youtube = ("YouTube", f"up to {in_words(max(policy.youtube.values()))}", "See below.")
    most = in_words(policy.out_of("opportunity"))
    sentences = (f"What is missing that we could do? Those that hold add up, to {most} at most.",)
    return Section("Opportunity", sentences, ("What holds", "Points", "When"), (*rows, youtube))


def _youtube(policy: PolicyData, derived_metrics: bool) -> Section:
    borders = policy.thresholds
    small = in_words(borders["high_potential_subscribers"])
    rise, window = in_words(borders["subscriber_growth_percent"]), _count(borders["subscriber_growth_days"], "day")
    when = {
        "no_youtube_presence": "Looked for, and no channel of their own was found; and the audience is "
        f"{in_words(borders['no_presence_audience'])} or more or, where no figure is known, the artist is on Spotify.",
        "underperforming": f"The audience is {in_words(borders['underperforming_audience'])} or more, and the "
        f"subscribers are less than {in_words(borders['underperforming_percent'])}% of it.",
        "inconsistent_uploads": f"At least {in_words(borders['inconsistent_subscribers'])} subscribers, and at most "
        "two uploads in 90 days.",
        "high_potential": f"Fewer than {small} subscribers and two or more uploads in 30 days; or subscribers up by "
        f"{rise}% or more within {window}.",
    }
    ranked = sorted(when, key=lambda name: -policy.youtube[name])
    rows = [(_label(("points", "youtube", name)), in_words(policy.youtube[name]), when[name]) for name in ranked]
    healthy = ("Healthy", "0", "The channel was looked up, its figures are known, and none of these holds.")
    sentences = [
        "The audience is the number of Spotify followers where that is offered, else of Last.fm listeners. All that "
        "hold are named; the highest counts. A channel that hides its subscribers stays unknown.",
    ]
    if not derived_metrics:
        sentences.append(
            "Comparisons of YouTube's own figures are switched off here: “underperforming” and “high potential” are "
            "not used."
        )
    return Section("YouTube", tuple(sentences), ("Finding", "Points", "When"), (*rows, healthy))


def _geography(policy: PolicyData) -> Section:
    regions = ("new_zealand", "australia", "pacific_islands", "other")
    rows = tuple((_label(("points", "geography", name)), in_words(policy.geography[name])) for name in regions)
    sentences = (
        "The country the artist lives in. Staff's word wins; otherwise MusicBrainz and spreadsheets speak, and where "
        "they name different countries nobody is believed until a person decides. A birthplace counts only where "
        "nothing else is known.",
    )
    return Section("Geography", sentences, ("Region", "Points"), rows)


# --- What is not known, and what comes of it --------------------------------------------------------------------------


def _unknown(policy: PolicyData) -> Section:
    return Section(
        "What is not known",
        (
            "Nobody asked, the platform failed, its quota was spent: all of that is unknown. Unknown earns no points "
            "and is shown as unknown; it is never taken for “not there”. Only a platform that was asked and says no "
            "makes something absent.",
            "Sources that contradict each other make a fact conflicting, and figures past their date are out of date. "
            "Both earn nothing, and both are shown with what was said and when.",
            "The most a part can earn stays the same, however much is unknown. A part of which nothing is known shows "
            "no score, and a lead of which nothing is known has no tier.",
            "Coverage is the share of the score that rests on known facts, in percent.",
            "The ceiling is the score if everything still open turned out in favour: “44 now, up to 78”. Under "
            f"{SURE}% coverage a lead shows that as a band, “44–78”, because one number would promise too much.",
        ),
    )


def _tiers(policy: PolicyData) -> Section:
    borders = [in_words(policy.tiers[tier]) for tier in "ABC"]
    rows = (
        ("A", f"{borders[0]} and more"),
        ("B", f"{borders[1]} and more"),
        ("C", f"{borders[2]} and more"),
        ("D", f"below {borders[2]}"),
    )
    return Section(
        "Tiers",
        (
            "The rounded score decides the tier.",
            "A person may pin another tier, with a reason and up to a last day or until somebody unpins it. It stands "
            "beside Prism's own, which goes on.",
        ),
        ("Tier", "Score"),
        rows,
    )


def _earned(path: Path, points) -> tuple[str, str, str]:
    label, when, _ = WORDS[path]
    return label, in_words(points), when


def _label(path: Path) -> str:
    return WORDS[path][0]


def _count(number, noun: str) -> str:
    """365 days, 1 day."""
    return f"{in_words(number)} {noun}{'' if number == 1 else 's'}"


# --- As Markdown ------------------------------------------------------------------------------------------------------

WIDTH, PARAGRAPH = 120, 3  # more sentences than that are a list
WHOLE = {"break_long_words": False, "break_on_hyphens": False}
BULLET = {"initial_indent": "- ", "subsequent_indent": "  ", **WHOLE}


def _blocks(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {section.title}"
    if len(section.sentences) > PARAGRAPH:
        yield "\n".join(fill(sentence, WIDTH, **BULLET) for sentence in section.sentences)
    elif section.sentences:
        yield fill(" ".join(section.sentences), WIDTH, **WHOLE)
    if section.rows:
        yield "\n".join([_row(section.head), _row(["---"] * len(section.head)), *map(_row, section.rows)])


def _row(cells) -> str:
    return f"| {' | '.join(cells)} |"
