"""Indexes for the orders that lists have."""

from copy import copy

from django.db import models


class UnknownLast(models.Index):
    """What is unknown comes last in its falling orders, as in ours. SQLite does so by itself, and refuses the words."""

    def create_sql(self, model, schema_editor, using="", **kwargs):
        index = copy(self)
        if schema_editor.connection.vendor == "postgresql":
            index.fields_orders = [
                (name, f"{order} NULLS LAST" if order == "DESC" else order) for name, order in self.fields_orders
            ]
        return models.Index.create_sql(index, model, schema_editor, using=using, **kwargs)
