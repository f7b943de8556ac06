"""What is known of a code, as the API tells it: read from the store for many rows at once, or from a look in memory."""

from prism.api.analyses.whole import analyses_of, analysis_of, peeked

__all__ = ["analyses_of", "analysis_of", "peeked"]
