"""README's section on scores, from the numbers we ship: words and rules cannot drift apart."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoring.rules import DEFAULT_POLICY, PolicyData
from scoring.rules.guide import as_markdown, guide

README = Path(settings.BASE_DIR) / "README.md"
BEGIN, END = "<!-- scores: written by manage.py write_guide -->", "<!-- scores: end -->"


class Command(BaseCommand):
    help = "Write how scores are made into README.md, from the default policy."
    requires_system_checks = []

    def handle(self, **options):
        text = README.read_text(encoding="utf-8")
        if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
            raise CommandError(f"README.md needs {BEGIN} once, and {END} once after it.")
        README.write_text(with_guide(text), encoding="utf-8")


def with_guide(text: str) -> str:
    """The same README with the section as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{as_markdown(guide(PolicyData.from_json(DEFAULT_POLICY)))}\n\n{END}{after}"
