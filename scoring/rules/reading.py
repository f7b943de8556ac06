"""Whether a score is read as one number, or as a band because too little is known for one."""

from decimal import Decimal

SURE = 60  # percent of the score that must rest on facts before one number says enough


def band(total: Decimal | None, ceiling: Decimal | None, coverage: int | None) -> tuple[int, int] | None:
    """The least and the most the score can be where too little is known; None where one number says enough.

    Both are rounded down, so that no border seems to be reached that is missed.
    """
    if total is None or ceiling is None or coverage is None or coverage >= SURE:
        return None
    return int(total), int(ceiling)
