"""Spreadsheets of ISRCs, in any shape they arrive in.

`read_fenced` is for files from outside: the reading happens in a child process with little memory and little time,
so that no file can hurt the site. `read` is the same reading without the fence.
"""

from leads.spreadsheets.fence import read_fenced
from leads.spreadsheets.reading import read
from leads.spreadsheets.results import Row, Sheetful, Unreadable

__all__ = ["Row", "Sheetful", "Unreadable", "read", "read_fenced"]
