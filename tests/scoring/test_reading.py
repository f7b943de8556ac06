from decimal import Decimal

import pytest

from scoring.rules.reading import band


@pytest.mark.parametrize(
    ("total", "ceiling", "coverage", "found"),
    [
        ("44.0", "78.0", 59, (44, 78)),
        ("44.0", "78.0", 60, None),
        ("44.9", "79.9", 59, (44, 79)),
        ("69.9", "100.0", 0, (69, 100)),
        ("0.0", "40.0", 12, (0, 40)),
        (None, "100.0", 0, None),
        (None, None, None, None),
    ],
)
def test_too_little_known_makes_a_band(total, ceiling, coverage, found):
    total, ceiling = (Decimal(number) if number else None for number in (total, ceiling))
    assert band(total, ceiling, coverage) == found
