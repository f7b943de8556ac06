"""The desk's pages of the whole: people, groups, sign-ins, programs' keys, saved views, and background tasks."""

from prism.admin.people import PeopleAdmin, PeopleGroupAdmin
from prism.admin.saved_views import SavedViewAdmin
from prism.admin.tokens import TokenAdmin

__all__ = ["PeopleAdmin", "PeopleGroupAdmin", "SavedViewAdmin", "TokenAdmin"]
