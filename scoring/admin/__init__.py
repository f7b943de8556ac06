"""What scores rest on, for those who may change it."""

from scoring.admin import families, policies

__all__ = ["families", "policies"]
