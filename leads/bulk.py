"""Many rows in one statement, where building a model instance for each would cost more than storing it."""

from collections.abc import Iterable, Sequence

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
    `returning` columns of the rows that were stored.
    """
    if not rows:
        return []
    given = [model._meta.get_field(name.removesuffix("_id")) for name in columns]
    others = [field for field in model._meta.concrete_fields if not field.primary_key and field not in given]
    fields = [*given, *others]
    blank = model()
    rest = [field.get_db_prep_save(field.pre_save(blank, add=True), connection) for field in others]
    values = [[*row, *rest] for row in _prepared(given, rows)]
    source, parameters = (_as_arrays if connection.vendor == "postgresql" else _as_values)(fields, values)
    with connection.cursor() as cursor:
        cursor.execute(_statement(model._meta.db_table, fields, source, once_per, returning), parameters)
        return cursor.fetchall() if returning else []


def prepared(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence]) -> list[list]:
    """`rows` as `update` takes them: it takes a while, and is done before the transaction that writes them."""
    return _prepared(_fields(model, columns), rows)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Set `columns` of the rows whose primary key stands first in each of the prepared `rows`; the gone stay gone."""
    if not rows:
        return
    fields, table = _fields(model, columns), model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source, arrays = _as_arrays(fields, rows)
            cursor.execute(_update_from(table, fields, source), arrays)
        else:
            cursor.executemany(_update_each(table, fields), [[*rest, pk] for pk, *rest in rows])


def look_over(*tables: type[models.Model]) -> None:
    """Have Postgres see what these tables hold by now. It plans by what it saw last, which a first large spreadsheet
    outgrows long before autovacuum comes round: 40,000 rows took eight times as long.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[models.Field]:
    """The primary key and the fields of these attribute names."""
    return [model._meta.pk, *(model._meta.get_field(name.removesuffix("_id")) for name in columns)]


def _update_each(table: str, fields) -> str:
    quote, (pk, *others) = connection.ops.quote_name, fields
    setting = ", ".join(f"{quote(field.column)} = %s" for field in others)
    return f"UPDATE {quote(table)} SET {setting} WHERE {quote(pk.column)} = %s"


def _update_from(table: str, fields, source: str) -> str:
    quote, (pk, *others) = connection.ops.quote_name, fields
    setting = ", ".join(f"{quote(field.column)} = given.{quote(field.column)}" for field in others)
    given = ", ".join(quote(field.column) for field in fields)
    where = f"{quote(table)}.{quote(pk.column)} = given.{quote(pk.column)}"
    return f"UPDATE {quote(table)} SET {setting} FROM ({source}) AS given ({given}) WHERE {where}"


PREPARED = (models.JSONField, models.DecimalField, models.DateTimeField)


def _prepared(fields: Sequence[models.Field], rows: Iterable[Sequence]) -> list[list]:
    """JSON, decimals and times as their fields store them, the rest as it is."""
    some = [(index, field) for index, field in enumerate(fields) if isinstance(field, PREPARED)]
    values = [[*row] for row in rows]
    for row in values:
        for index, field in some:
            row[index] = field.get_db_prep_save(row[index], connection)
    return values


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
