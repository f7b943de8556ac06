"""The made-up world that the four services are asked about.

from sandbox.catalogue import build
world = build(artists=60, isrcs=240, seed=1)
"""

from sandbox.catalogue.build import build
from sandbox.catalogue.model import Area, Artist, Channel, Label, Recording, Release, World

__all__ = ["Area", "Artist", "Channel", "Label", "Recording", "Release", "World", "build"]
