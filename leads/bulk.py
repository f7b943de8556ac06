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
    given = [model._meta.get_field(name.removesuffix("_id")) for name in columns]
    others = [field for field in model._meta.concrete_fields if not field.primary_key and field not in given]
    fields = [*given, *others]
    blank = model()
    rest = [field.get_db_prep_save(field.pre_save(blank, add=True), connection) for field in others]
    json = [index for index, field in enumerate(given) if isinstance(field, models.JSONField)]
    values = [[*row, *rest] for row in rows]
    for row in values:
        for index in json:
            row[index] = given[index].get_db_prep_save(row[index], connection)
    source, parameters = (_as_arrays if connection.vendor == "postgresql" else _as_values)(fields, values)
    with connection.cursor() as cursor:
        cursor.execute(_statement(model._meta.db_table, fields, source, once_per, returning), parameters)
        return cursor.fetchall() if returning else []


def _as_values(fields, rows) -> tuple[str, list]:
    places = f"({', '.join(['%s'] * len(fields))})"
    return f"VALUES {', '.join([places] * len(rows))}", [value for row in rows for value in row]


def _as_arrays(fields, rows) -> tuple[str, list]:
    """One parameter a column: psycopg takes ten times as long over one for each value."""
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    return f"SELECT * FROM unnest({arrays})", [list(column) for column in zip(*rows, strict=True)]


def _statement(table: str, fields, source: str, once_per: str, returning: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    sql = f"INSERT INTO {quote(table)} ({', '.join(quote(field.column) for field in fields)}) {source}"
    if once_per:
        sql += f" ON CONFLICT ({quote(once_per)}) DO NOTHING"
    if returning:
        sql += f" RETURNING {', '.join(map(quote, returning))}"
    return sql
