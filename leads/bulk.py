"""Many rows in one statement, where building a model instance for each would cost more than storing it."""

from collections.abc import Sequence

from django.db import connection, models


def insert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[tuple],
    *,
    once_per: str = "",
    returning: Sequence[str] = (),
) -> list[tuple]:
    """Store `rows`, whose values stand in the order of `columns` (attribute names); the model's defaults fill the rest.

    With `once_per`, rows whose value of that unique column is there already are left out. What comes back are the
    `returning` columns of the rows that were stored. Values are written as they are, save for JSON.
    """
    if not rows:
        return []
    meta = model._meta
    given = [meta.get_field(name.removesuffix("_id")) for name in columns]
    others = [field for field in meta.concrete_fields if not field.primary_key and field not in given]
    blank = model()
    rest = [field.get_db_prep_save(field.pre_save(blank, add=True), connection) for field in others]
    json = [index for index, field in enumerate(given) if isinstance(field, models.JSONField)]
    parameters = []
    for row in rows:
        values = [*row, *rest]
        for index in json:
            values[index] = given[index].get_db_prep_save(values[index], connection)
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(_statement(meta, [*given, *others], len(rows), once_per, returning), parameters)
        return cursor.fetchall() if returning else []


def _statement(meta, fields, count: int, once_per: str, returning: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    sql = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES {', '.join([places] * count)}"
    if once_per:
        sql += f" ON CONFLICT ({quote(once_per)}) DO NOTHING"
    if returning:
        sql += f" RETURNING {', '.join(map(quote, returning))}"
    return sql
