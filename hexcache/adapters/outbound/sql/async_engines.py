"""`engines` with `await`: the same functions, run inside `AsyncConnection.run_sync`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from hexcache.adapters.outbound.sql.engines import READING, TRIES, described, writing
from hexcache.adapters.outbound.sql.errors import FOREIGN, is_worth_another_try, translated
from hexcache.adapters.outbound.sql.session import TaskSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")


class AsyncEngineDatabase:
    """`EngineDatabase` with `await`, behind an async engine."""

    new_lock = asyncio.Lock

    def __init__(self, engine: AsyncEngine, label: str, *, borrowed: bool) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**READING)
        self._writing = engine.execution_options(**writing(engine.dialect.name))
        self._label = label
        self._borrowed = borrowed

    @property
    def dialect(self) -> str:
        """As `EngineDatabase.dialect`."""
        return self._engine.dialect.name

    async def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.read`."""
        return await self._again(self._reading.connect, function, args)

    async def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.write`."""
        return await self._again(self._writing.begin, function, args)

    async def close(self) -> None:
        """As `EngineDatabase.close`."""
        if not self._borrowed:
            await self._engine.dispose()

    def describe(self) -> dict[str, str]:
        """As `EngineDatabase.describe`."""
        return described(self._engine.sync_engine, self._label)

    async def _again(self, opened: Callable[[], Any], function: Callable[..., T], args: tuple[Any, ...]) -> T:
        def run(connection: Connection) -> T:
            return function(TaskSession(connection), *args)

        for number in range(1, TRIES + 1):
            try:
                async with opened() as connection:
                    result: T = await connection.run_sync(run)
                    return result
            except FOREIGN as error:
                if number == TRIES or not is_worth_another_try(error):
                    raise translated(error, self._label) from error
        raise AssertionError  # the last attempt returned or raised
