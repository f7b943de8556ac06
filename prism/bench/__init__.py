"""What the pipeline costs in calls and time, beside what it must cost and what a plain loop would.

grounds: a database and a sandbox of its own; walk: one spreadsheet through the real worker; oracle: the fewest calls
that the made-up catalogue allows; naive: the plain loop; report: all of it judged and told.
"""
