"""What a person chose on the export's page, and the order that it makes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict

from leads.admin import export_address
from leads.exports import as_pdf
from leads.exports.columns import COLUMNS, DOCUMENTED, Column, Group
from leads.exports.order import Order, Prepared, prepare
from leads.filters import DeskFilter
from leads.models import Export
from outreach.permission import usable_contacts

BESIDE = ("machine_tier",)  # what staff want to see next to the documented columns
DOCUMENTED_NAMES = tuple(column.name for column in DOCUMENTED)
PRESET = (*DOCUMENTED_NAMES, *BESIDE)  # in the order of all columns
YOUTUBE_NAMES = frozenset(column.name for column in COLUMNS.values() if column.group == Group.YOUTUBE)
FORMATS = (
    (Export.Format.CSV, "For every spreadsheet and database."),
    (Export.Format.EXCEL, "Formatted, with tier colours, filters and a summary sheet."),
    (Export.Format.JSON, "One document for programs, with a summary."),
    (Export.Format.JSONL, "One lead a line, for programs that read piece by piece."),
    (Export.Format.PDF, "To read and print: a summary, then the table."),
)


class NoColumns(ValueError):
    """An export without a column would hold nothing."""


@dataclass(frozen=True)
class Choice:
    """`fields` are names of columns as they were ticked; without the YouTube switch none of YouTube's count."""

    format: str = Export.Format.CSV
    fields: tuple[str, ...] = PRESET
    youtube: bool = True
    bom: bool = True

    @classmethod
    def of(cls, given: QueryDict) -> "Choice":
        """As the form says it; of a form that was never filled in, what is ticked at first."""
        if "format" not in given:
            return cls()
        fields = in_order(given.getlist("fields"))
        return cls(given["format"], fields, given.get("youtube") == "1", given.get("bom") == "1")

    @classmethod
    def like(cls, export: Export) -> "Choice":
        """As an earlier export was chosen; a PDF's own columns are those of nobody who chose any."""
        fields = tuple(export.fields)
        youtube = not YOUTUBE_NAMES.isdisjoint(fields)
        return cls(export.format, PRESET if fields == as_pdf.fields(include_youtube=youtube) else fields, youtube)

    @property
    def on_paper(self) -> "Choice":
        """The same for a page, whatever the file's format."""
        return replace(self, format=Export.Format.PDF)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of those that will be in the file. NoColumns where none is left.

        A page has little room: as long as nobody chose columns, a PDF has its own.
        """
        left = self._without_youtube_if_off(self.fields)
        if not left:
            raise NoColumns("Choose at least one column.")
        if self.format == Export.Format.PDF and left == self._without_youtube_if_off(PRESET):
            return as_pdf.fields(include_youtube=self.youtube)
        return left

    def _without_youtube_if_off(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in fields if self.youtube or name not in YOUTUBE_NAMES)


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Each once, as the columns stand in every export; what is no column comes last, to be refused by name."""
    named = dict.fromkeys(names)
    return (*(name for name in COLUMNS if name in named), *(name for name in named if name not in COLUMNS))


def groups() -> list[tuple[str, list[Column]]]:
    """The columns under their headings."""
    return [(group.value, [column for column in COLUMNS.values() if column.group == group]) for group in Group]


def ids_of(given: QueryDict) -> list[str] | None:
    """The leads that were picked one by one, if any were."""
    ids = [pk.strip() for some in given.getlist("ids") for pk in some.split(",")]
    return [pk for pk in ids if pk] or None


def prepared(request: HttpRequest, format: str = Export.Format.CSV, fields: Iterable[str] = ()) -> Prepared:
    """What the address asks for, as it stands now; ValueError with its sentence where that cannot be had."""
    filters = request.GET.copy()
    for name in ("ids", export_address.LIKE):
        filters.pop(name, None)
    order = Order(format=format, filters=filters, ids=ids_of(request.GET), fields=fields)
    return prepare(order, user=request.user, usable=usable_contacts, filterset=DeskFilter)


def sentence(trouble: ValueError) -> str:
    """What was wrong, as people say it: of columns that there are not, which."""
    named = trouble.args[0] if trouble.args else ""
    if isinstance(named, list):
        return f"There is no column “{'”, “'.join(str(name)[:40] for name in named[:5])}”."
    return str(trouble)
