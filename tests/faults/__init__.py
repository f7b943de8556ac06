"""Kills the worker again and again at its work, and looks whether anything was lost, doubled or forgotten.

`python -m tests.faults` prints a line a round and ends with 1 at the first broken promise, leaving the database and
the worker's log where it says. grounds: a database and a sandbox; worker: the processes; rounds: what is done to them;
promises: what must hold.

Seconds are counted as on a machine of its own: what a starting worker stood in line for a processor is taken off.
"""
