"""The only place that keeps compiled statements: Django works out the SQL once, it runs often.

Building a query costs ten times its running. What a step of the workflow asks and writes is always
the same but for its values, so it is compiled at first use with marks in their places and then only
filled in. Conditions stay where they are, in querysets; pages go on using those.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.constants import OnConflict
from django.db.models.query import get_related_populators
from django.db.models.sql.subqueries import UpdateQuery

from kentongan.common import driver
from kentongan.common.slots import Slot, marks_for, moment, shape_of, slot_for, value_in

M = TypeVar("M", bound=models.Model)


class CountOf(models.Subquery):
    """How many rows a queryset has, as a column of another one; it may have a limit of its own."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


FEW = 8  # so many rows never have too many values for one statement
_AS_THEY_ARE = frozenset({type(None), str, int, bool})


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str  # empty: nothing can ever be found
    params: tuple[Any, ...]  # a `Slot`, or a value that is always the same
    compiler: Any = None
    converters: Any = None

    def filled(self, given: Mapping[str, Any]) -> list[Any]:
        return [value_in(one, given) if type(one) is Slot else one for one in self.params]


class Prepared(Generic[M]):
    """A queryset compiled once for each shape of its values: which are None, how long a tuple is.

    `build` gets the values by name and uses them as they are, in look-ups only: it must not decide
    by them, nor compute with them. Values are numbers, texts, days, moments, UUIDs or tuples.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[M, Any]"]) -> None:
        self._build = build
        self._kept: dict[tuple[Any, ...], _Compiled] = {}

    def rows(self, **given: Any) -> list[M]:
        """The rows as instances of the model, with what `select_related` and `annotate` name."""
        found = self._compiled("rows", given, _select)
        if not found.sql:
            return []
        shape, select, alias = found.compiler.klass_info, found.compiler.select, connection.alias
        first, last = shape["select_fields"][0], shape["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = get_related_populators(shape, select, alias)  # type: ignore[call-arg] # newer stubs
        counted = found.compiler.annotation_col_map or {}
        made = []
        for row in _fetched(found, given):
            one = shape["model"].from_db(alias, names, row[first:last])
            for name, place in counted.items():
                setattr(one, name, row[place])
            for neighbour in related:
                neighbour.populate(row, one)
            made.append(one)
        return made

    def values(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a `values_list` queryset."""
        return [tuple(row) for row in _fetched(self._compiled("rows", given, _select), given)]

    def count(self, **given: Any) -> int:
        """How many rows there are, up to the limit that the queryset sets itself."""
        sql, params = self.sql(**given)
        found, _ = driver.run(f"SELECT COUNT(*) FROM ({sql}) AS counted", params)  # noqa: S608 - the ORM's
        return int(found[0][0])

    def sql(self, **given: Any) -> tuple[str, list[Any]]:
        """The statement and its values, to be part of a larger one."""
        found = self._compiled("rows", given, _select)
        return found.sql or "SELECT 1 WHERE 1 = 0", found.filled(given)

    def update(self, changes: Mapping[str, Any], **given: Any) -> int:
        """Set `changes` in the rows; returns how many there were."""
        where = self._compiled("where", given, _where)
        if not where.sql:
            return 0
        meta = where.compiler.query.model._meta
        fields = [meta.get_field(name) for name in changes]
        sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
        values = [
            _stored(field, value.pk if isinstance(value, models.Model) else value, connection)
            for field, value in zip(fields, changes.values(), strict=True)
        ]
        sql = f"UPDATE {_quoted(meta.db_table)} SET {sets} WHERE {where.sql}"  # noqa: S608 - no value in it
        return driver.run(sql, [*values, *where.filled(given)])[1]

    def _compiled(
        self, use: str, given: Mapping[str, Any], compile_it: Callable[[Any], _Compiled]
    ) -> _Compiled:
        key = (use, connection.vendor, *(shape_of(name, given[name]) for name in given))
        found = self._kept.get(key)
        if found is None:
            marks, slots = marks_for(given)
            try:
                made = compile_it(self._build(**marks))
            except EmptyResultSet:
                made = _Compiled("", ())
            params = tuple(slot_for(one, slots) for one in made.params)
            found = self._kept[key] = replace(made, params=params)
        return found


def keep(one: models.Model, name: str, rows: Sequence[models.Model]) -> None:
    """Let `one.name.all()` answer with `rows`, as after `prefetch_related`."""
    related = getattr(one, name).all()
    back = one._meta.get_field(name).remote_field.name  # type: ignore[union-attr]
    for row in rows:
        setattr(row, back, one)
    related._result_cache, related._prefetch_done = list(rows), True
    vars(one).setdefault("_prefetched_objects_cache", {})[name] = related


def insert(rows: Sequence[models.Model], *, once_by: str = "") -> None:
    """INSERT `rows` of one model and give them their keys; their values are taken as they are.

    `once_by` names a unique column: a row whose value is there already stays as it was, and the
    new ones get no keys. Any other broken constraint is an error, unlike `INSERT OR IGNORE`.
    """
    if not rows:
        return
    model = type(rows[0])
    database = connections[DEFAULT_DB_ALIAS]  # found once: this is the warmest loop there is
    head, place, fields, key = _inserting(model, database.vendor)
    tail = _once(model, once_by) if once_by else f" RETURNING {_quoted(key.column)}" if key else ""
    size = database.ops.bulk_batch_size(fields, rows) if len(rows) > FEW else FEW
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        values = [
            _stored(field, facts[field.attname], database)
            for facts in [row.__dict__ for row in batch]
            for field in fields
        ]
        given, _ = driver.run(f"{head}{', '.join([place] * len(batch))}{tail}", values)
        keys = given if key and not once_by else ()
        for row, (made,) in zip(batch, keys, strict=False):
            row.pk = made
        for row in batch:
            row._state.adding, row._state.db = False, database.alias


def _stored(field: Any, value: Any, database: Any) -> Any:
    """The value as the database takes it; what it takes as it is costs nothing."""
    kind = type(value)
    if kind in _AS_THEY_ARE and (value is None or type(field) is not models.JSONField):
        return value
    if kind is datetime and value.tzinfo is not None:
        return moment(value, database.vendor)
    return field.get_db_prep_save(value, connection=database)


@cache
def _inserting(
    model: type[models.Model], vendor: str
) -> tuple[str, str, tuple[Any, ...], "models.Field[Any, Any] | None"]:
    key = model._meta.pk if isinstance(model._meta.pk, models.AutoField) else None
    fields = tuple(one for one in model._meta.concrete_fields if one is not key)
    columns = ", ".join(_quoted(one.column) for one in fields)
    head = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names
    return head, f"({', '.join(['%s'] * len(fields))})", fields, key


def _once(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    column = str(field.column)
    clause = connection.ops.on_conflict_suffix_sql([], OnConflict.UPDATE, [column], [column])
    return f" {clause}"


def _select(rows: Any) -> _Compiled:
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([one[0] for one in compiler.select])
    return _Compiled(sql, params, compiler, converters)


def _where(rows: Any) -> _Compiled:
    query = rows.query.chain(UpdateQuery)
    query.clear_ordering(force=True)
    some = next(one for one in query.model._meta.concrete_fields if one.remote_field is None)
    query.add_update_fields([(some, None, None)])  # gives `SET x = NULL`, and no parameter
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return _Compiled(sql.partition(" WHERE ")[2], params, compiler)


def _fetched(found: _Compiled, given: Mapping[str, Any]) -> Any:
    if not found.sql:
        return []
    rows, _ = driver.run(found.sql, found.filled(given))
    return found.compiler.apply_converters(rows, found.converters) if found.converters else rows


@cache
def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
