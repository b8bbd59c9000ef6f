"""Every statement on the tables. They are built without a server, and run by whoever has a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam

from hexcache.adapters.outbound.sql.statement import Many, Statement
from hexcache.adapters.outbound.sql.upsert import insert_or, upsert
from hexcache.adapters.outbound.sql.vectors import sent

if TYPE_CHECKING:
    from sqlalchemy.sql.elements import ColumnElement

    from hexcache.adapters.outbound.sql.schema import CollectionTables, ValueTable

_ONE: Final[ColumnElement[int]] = sa.literal_column("1")
_ZERO: Final[ColumnElement[int]] = sa.literal_column("0")


def live(table: sa.FromClause) -> ColumnElement[bool]:
    """Return the condition that rows are not expired at :now."""
    return sa.or_(table.c.expires_at.is_(None), table.c.expires_at > bindparam("now"))


def _first(statement: sa.Select[Any]) -> sa.Select[Any]:
    """Return `statement` with at most :size rows. An offset is said, as a literal: SQLite gets one in any case."""
    return statement.limit(bindparam("size", type_=sa.Integer)).offset(_ZERO)


def answer_columns(table: sa.FromClause) -> list[ColumnElement[Any]]:
    """Return the columns of a record, in the order in which `rows.record_of` reads them."""
    names = ("query_text", "answer", "created_at", "expires_at", "ttl", "labels")
    return [table.c[name] for name in names]


class CatalogStatements:
    """What a collection was made for."""

    def __init__(self, tables: CollectionTables) -> None:
        table = tables.catalog
        here = table.c.collection == bindparam("slug")
        self.read = Statement(sa.select(table.c.version, table.c.vectors, table.c.made_for).where(here))
        self.add = Statement(sa.insert(table).values({column.name: bindparam(column.name) for column in table.c}))
        self.change = Statement(sa.update(table).where(here).values(made_for=bindparam("now_made_for")))


class ReadStatements:
    """Reading records and entries, by key and in order."""

    def __init__(self, tables: CollectionTables) -> None:
        entries, scopes = tables.entries, tables.scopes
        row = entries.c
        self.by_digest = Many(
            lambda items: sa.select(row.digest, *answer_columns(entries)).where(row.digest.in_(items), live(entries))
        )
        # Without a condition on the scope: with one, SQLite reads the index of the whole scope. The reader checks it.
        self.by_id = Many(
            lambda items: sa.select(row.id, row.scope_id, *answer_columns(entries)).where(row.id.in_(items))
        )
        everything = sa.select(sa.func.count()).select_from(entries)
        expired = everything.where(row.expires_at <= bindparam("now"))
        self.count = Statement(sa.select(everything.scalar_subquery() - expired.scalar_subquery()))
        self.newest = Statement(sa.select(sa.func.max(row.id)))
        homes: sa.FromClause = entries.join(scopes, row.scope_id == scopes.c.id)
        if tables.kind is None or tables.vectors is None:
            vector: ColumnElement[Any] = row.embedding
        else:
            vector = sent(tables.kind, tables.vectors.c.embedding)
            homes = homes.outerjoin(tables.vectors, tables.vectors.c.id == row.id)
        names = row.document_id, scopes.c.tenant, scopes.c.model, scopes.c.context
        self.page = Statement(
            _first(
                sa.select(row.id, *names, vector, *answer_columns(entries))
                .select_from(homes)
                .where(row.id > bindparam("after"), row.id <= bindparam("until"), live(entries))
                .order_by(row.id)
            )
        )


class FollowStatements:
    """Catching up with what was written in a scope."""

    def __init__(self, tables: CollectionTables) -> None:
        scopes, row = tables.scopes.c, tables.entries.c
        self.state = Statement(
            sa.select(scopes.id, scopes.changed, scopes.removed).where(scopes.scope_key == bindparam("scope_key"))
        )
        self.ids = Statement(sa.select(row.id).where(row.scope_id == bindparam("scope_id")))
        new = sa.and_(row.scope_id == bindparam("scope_id"), row.seq > bindparam("after"))
        self.changes = Statement(sa.select(row.id, row.document_id, row.expires_at, row.embedding).where(new))
        short = sa.func.length(row.answer) <= bindparam("longest")
        self.records = Statement(sa.select(row.document_id, *answer_columns(tables.entries)).where(new, short))


class WriteStatements:
    """Writing entries with their tags, and moving an expiry."""

    def __init__(self, tables: CollectionTables, dialect: str) -> None:
        scopes, entries, tags = tables.scopes, tables.entries, tables.tags
        here = scopes.c.scope_key == bindparam("this_scope")
        grown = {"changed": scopes.c.changed + _ONE}
        self.grow = Statement(sa.update(scopes).where(here).values(grown))
        self.open_scope = insert_or(scopes, "scope_key", grown, dialect)
        self.state = Statement(sa.select(scopes.c.id, scopes.c.changed).where(here))
        self.put = upsert(entries, "digest", dialect)
        self.tag = Statement(sa.insert(tags).values(digest=bindparam("digest"), tag_key=bindparam("tag_key")))
        self._touching(scopes, entries)

    def _touching(self, scopes: sa.Table, entries: sa.Table) -> None:
        row = entries.c
        found = sa.and_(row.digest == bindparam("this_digest"), live(entries))
        self.home = Statement(sa.select(row.scope_id).where(found))
        self.grow_home = Statement(
            sa.update(scopes).where(scopes.c.id == bindparam("home")).values(changed=scopes.c.changed + _ONE)
        )
        grown = sa.select(scopes.c.changed).where(scopes.c.id == row.scope_id).scalar_subquery()
        self.touch = Statement(sa.update(entries).where(found).values(expires_at=bindparam("until"), seq=grown))


class RemoveStatements:
    """Taking entries out: by key, by scope, and what is expired.

    The scopes concerned come first: their rows are the locks that keep writers in order. They are looked up before, as
    MariaDB refuses an update that waited for a row and reads another table in the same statement.
    """

    def __init__(self, tables: CollectionTables) -> None:
        scopes, entries, tags = tables.scopes, tables.entries, tables.tags
        row = entries.c
        self._tables = tables
        self.homes = Many(lambda items: sa.select(row.scope_id).where(row.digest.in_(items)).distinct())
        self.shrink = Many(
            lambda items: sa.update(scopes).where(scopes.c.id.in_(items)).ordered_values(*_shrunk(scopes))
        )
        self.untag = Many(lambda items: sa.delete(tags).where(tags.c.digest.in_(items)))
        self.delete = Many(lambda items: sa.delete(entries).where(row.digest.in_(items)))
        self.forget = forgetting(tables)
        self.expired = Statement(
            _first(sa.select(row.digest).where(row.expires_at <= bindparam("now")).order_by(row.expires_at))
        )
        # Grown first: the delete then sees what a writer that held the scope's row has put into it.
        grown = sa.update(scopes).where(_empty(tables)).values(changed=scopes.c.changed + _ONE)
        self.empty_scopes = (Statement(grown), Statement(sa.delete(scopes).where(_empty(tables))))

    def clear(self, *, tenant: bool, model: bool, scope: bool) -> tuple[Statement, ...]:
        """Return the statements that empty the scopes with :this_tenant_key and so on, where asked."""
        scopes, entries, tags = self._tables.scopes, self._tables.entries, self._tables.tags
        selected = selected_scopes(scopes, tenant=tenant, model=model, scope=scope)
        shrink, drop = sa.update(scopes).ordered_values(*_shrunk(scopes)), sa.delete(scopes).where(_empty(self._tables))
        untag, delete = sa.delete(tags), sa.delete(entries)
        vectors = self._tables.vectors
        forget = [] if vectors is None else [sa.delete(vectors)]
        if selected:
            homes = sa.select(scopes.c.id).where(*selected)
            inside = entries.c.scope_id.in_(homes)
            shrink, drop = shrink.where(*selected), drop.where(*selected)
            untag = untag.where(tags.c.digest.in_(sa.select(entries.c.digest).where(inside)))
            delete = delete.where(inside)
            forget = [statement.where(statement.table.c.scope_id.in_(homes)) for statement in forget]
        return tuple(Statement(core) for core in (shrink, untag, *forget, delete, drop))

    def tagged(self, *, tenant: bool, model: bool, scope: bool) -> Statement:
        """Return the statement that lists the digests of entries with :tag_key in such scopes."""
        scopes, entries, tags = self._tables.scopes, self._tables.entries, self._tables.tags
        return Statement(
            sa.select(entries.c.digest)
            .join_from(tags, entries, tags.c.digest == entries.c.digest)
            .join(scopes, entries.c.scope_id == scopes.c.id)
            .where(
                tags.c.tag_key == bindparam("tag_key"),
                *selected_scopes(scopes, tenant=tenant, model=model, scope=scope),
            )
        )


def forgetting(tables: CollectionTables) -> Many | None:
    """Return the statement that takes vectors out by the digests of their entries; None where those hold them."""
    vectors, entries = tables.vectors, tables.entries
    if vectors is None:
        return None
    return Many(
        lambda items: sa.delete(vectors).where(
            vectors.c.id.in_(sa.select(entries.c.id).where(entries.c.digest.in_(items)))
        )
    )


def _shrunk(scopes: sa.Table) -> list[tuple[ColumnElement[Any], ColumnElement[Any]]]:
    """Return the assignments that tell readers that rows went; MySQL computes them one after the other."""
    return [(scopes.c.removed, scopes.c.changed + _ONE), (scopes.c.changed, scopes.c.changed + _ONE)]


def selected_scopes(scopes: sa.Table, *, tenant: bool, model: bool, scope: bool) -> list[ColumnElement[bool]]:
    """Return the conditions for scopes with :this_tenant_key and so on, where asked."""
    asked = {"tenant_key": tenant, "model_key": model, "scope_key": scope}
    return [scopes.c[name] == bindparam(f"this_{name}") for name, wanted in asked.items() if wanted]


def _empty(tables: CollectionTables) -> ColumnElement[bool]:
    entries = tables.entries
    return ~sa.exists(sa.select(entries.c.id).where(entries.c.scope_id == tables.scopes.c.id))


class ValueStatements:
    """Statements on the values of a key-value store."""

    def __init__(self, table: ValueTable, dialect: str) -> None:
        values = table.values
        row = values.c
        self.get = Many(lambda items: sa.select(row.name_key, row.content).where(row.name_key.in_(items), live(values)))
        self.put = upsert(values, "name_key", dialect)
        self.delete = Many(lambda items: sa.delete(values).where(row.name_key.in_(items)))
        over = row.expires_at <= bindparam("now")
        after = row.name_key > bindparam("after")
        self.expired = Statement(_first(sa.select(row.name_key).where(over, after).order_by(row.name_key)))
        # Once more by its time: what was written anew since it was listed stays.
        self.expire = Many(lambda items: sa.delete(values).where(row.name_key.in_(items), over))
        pages = sa.select(row.name_key, row.name).where(live(values), after)
        first = sa.select(row.name_key, row.name).where(live(values), row.name_key >= bindparam("after"))
        below = row.name_key < bindparam("below")
        self.pages = {
            (inclusive, bounded): Statement(_first((query.where(below) if bounded else query).order_by(row.name_key)))
            for inclusive, query in ((True, first), (False, pages))
            for bounded in (True, False)
        }
