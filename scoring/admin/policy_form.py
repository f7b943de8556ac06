"""The form of a draft: a field for each number there is, so that nothing else can be sent."""

from dataclasses import dataclass

from django import forms

from scoring.models import Policy
from scoring.rules.numbers import Figure, Group, figures, groups, in_words, read_number, value_at, with_values
from scoring.rules.policy import Problem, as_json, as_number, located_problems


class NumberField(forms.CharField):
    """What `read_number` makes of it, or its sentence."""

    def __init__(self, figure: Figure):
        attrs = {"class": "dk-input dk-figure", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__(label=figure.label, required=False, strip=False, widget=forms.TextInput(attrs))

    def clean(self, value):
        try:
            return read_number(value or "")
        except ValueError as trouble:
            raise forms.ValidationError(str(trouble))


@dataclass(frozen=True)
class Row:
    """One number of the form with what stands beside it."""

    figure: Figure
    field: forms.BoundField
    published: str  # where the published policy says otherwise
    stands: str  # where somebody else saved another value meanwhile


class PolicyForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        widget=forms.TextInput({"class": "dk-input", "autocomplete": "off"}),
        error_messages={"required": "Give the draft a name."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, policy: Policy, published: Policy | None, data=None):
        self.policy, self.published = policy, published
        self.meanwhile: Policy | None = None  # what somebody else saved since the page was opened
        self.problems: list[Problem] = []
        values = {figure.key: in_words(value_at(policy.data, figure.path)) for figure in figures()}
        super().__init__(data, initial={"name": policy.name, "seen": policy.stamp, **values})
        for figure in figures():
            self.fields[figure.key] = NumberField(figure)

    def clean(self):
        given = super().clean()
        if all(figure.key in given for figure in figures()):
            self.problems = [_in_labels(problem) for problem in located_problems(self.numbers())]
            for problem in self.problems:
                key = "-".join(problem.path)
                self.add_error(key if key in self.fields else None, problem.sentence)
        return given

    def numbers(self) -> dict:
        """The policy that was typed, as it is stored."""
        return with_values({figure.path: as_json(self.cleaned_data[figure.key]) for figure in figures()})

    def changed_meanwhile(self, now: Policy) -> None:
        """Keep what was typed beside what stands now; saving once more replaces that, knowingly."""
        self.meanwhile = now
        self.data = self.data.copy()
        self.data["seen"] = now.stamp

    @property
    def groups(self) -> list[tuple[Group, list[Row], list[str]]]:
        """Table by table: its numbers, and what is wrong with the table as a whole."""
        return [(group, [self._row(figure) for figure in group.figures], self._of(group.path)) for group in groups()]

    @property
    def on_top(self) -> list[str]:
        """What is wrong with no one number or table."""
        below = {problem.sentence for problem in self.problems if problem.path}
        return [sentence for sentence in self.non_field_errors() if sentence not in below]

    def _of(self, path: tuple) -> list[str]:
        return [problem.sentence for problem in self.problems if problem.path == path]

    def _row(self, figure: Figure) -> Row:
        mine = _number(self[figure.key].value())
        there = value_at(self.published.data, figure.path) if self.published else None
        stands = value_at(self.meanwhile.data, figure.path) if self.meanwhile else None
        return Row(figure, self[figure.key], _other(there, mine), _other(stands, mine))


def _number(typed):
    try:
        return read_number(typed or "")
    except ValueError:
        return None


def _other(value, mine) -> str:
    return "" if value is None or as_number(value) == mine else in_words(value)


def _in_labels(problem: Problem) -> Problem:
    """The sentence with the labels of the form instead of the stored names."""
    sentence = problem.sentence
    for figure in figures():
        sentence = sentence.replace(f"“{figure.path[-1]}”", f"“{figure.label}”")
    return problem._replace(sentence=sentence)
