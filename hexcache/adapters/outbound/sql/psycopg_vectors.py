"""What psycopg has to know to send vectors in binary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.adapt import Dumper
from psycopg.pq import Format
from typing_extensions import override

from hexcache.adapters.outbound.sql.vector_forms import PgVector

if TYPE_CHECKING:
    from psycopg.abc import Buffer


class PgVectorDumper(Dumper):
    """Sends the bytes as they are; the statement's cast says what they are."""

    format = Format.BINARY

    @override
    def dump(self, obj: Any) -> Buffer:
        return bytes(obj)


def register(connection: Any) -> None:  # noqa: ANN401 - of either flavour
    """Let one connection send vectors."""
    connection.adapters.register_dumper(PgVector, PgVectorDumper)
