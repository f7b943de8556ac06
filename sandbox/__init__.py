"""MusicBrainz, Spotify, YouTube and Last.fm in a box: a loopback server with made-up music.

It is oracle and judge of the rest, so it imports nothing of the project, knows no Django, and keeps its own
copy of every limit it enforces.
"""
