"""`.env.example` names every variable that the settings read, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_example_names_every_variable_that_is_read():
    read = set(re.findall(r"\b(?:env(?:\.\w+)?|_number)\(\s*\"([A-Z_]+)\"", (ROOT / "prism/settings.py").read_text()))
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read == named


def test_a_line_of_the_example_that_is_no_comment_can_be_left_as_it_is():
    """A value left empty must mean "not set", so only texts may be offered empty."""
    settings = (ROOT / "prism/settings.py").read_text()
    offered = re.findall(r"^([A-Z_]+)=$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert all(re.search(rf'env\("{name}", default=""\)', settings) for name in offered)
