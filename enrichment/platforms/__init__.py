"""The four platforms: one file each, of one shape. A fifth: copy the nearest."""
