"""`engines` with `await`: the same functions, run inside `AsyncConnection.run_sync`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from hexcache.adapters.outbound.sql.engines import Pooled
from hexcache.adapters.outbound.sql.errors import FOREIGN, is_lost
from hexcache.adapters.outbound.sql.session import TaskSession
from hexcache.adapters.outbound.sql.trials import Trial, attempted, committed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")


class AsyncEngineDatabase(Pooled["AsyncEngine", "AsyncConnection"]):
    """`EngineDatabase` with `await`, behind an async engine."""

    new_lock = asyncio.Lock

    async def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.read`."""

        def run(connection: Connection) -> T:
            return attempted(connection, TaskSession(connection), function, args)

        trial = Trial(self._label, self._timeout)
        while True:
            try:
                if self._begin is not None:
                    return await self._lent(run)
                async with self._reading.connect() as connection:
                    return await connection.run_sync(run)
            except FOREIGN as error:
                trial.failed(error)

    async def single(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.single`."""
        return await self.read(function, *args)

    async def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.write`."""
        return await self._written(None, function, args)

    async def build(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.build`."""
        if self._patient is None:
            return await self.write(function, *args)
        engine = self._patient()
        try:
            return await self._written(engine, function, args)
        finally:
            await engine.dispose()

    async def close(self) -> None:
        """As `EngineDatabase.close`."""
        self._kept.most = 0
        await self._forget()
        if not self._borrowed:
            await self._engine.dispose()

    async def _written(self, engine: AsyncEngine | None, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        trial = Trial(self._label, self._timeout)
        while True:
            try:
                return await self._transaction(engine, trial, function, args)
            except FOREIGN as error:
                trial.failed(error)

    async def _transaction(
        self, engine: AsyncEngine | None, trial: Trial, function: Callable[..., T], args: tuple[Any, ...]
    ) -> T:
        begin = self._begin

        def run(connection: Connection) -> T:
            session = TaskSession(connection)
            if begin is None:
                return attempted(connection, session, function, args)
            return committed(connection, session, begin, trial, function, *args)

        if begin is None:
            async with (engine or self._writing).begin() as connection:
                return await connection.run_sync(run)
        if engine is None:
            return await self._lent(run)
        async with engine.connect() as connection:
            return await connection.run_sync(run)

    async def _lent(self, run: Callable[[Connection], T]) -> T:
        """As `EngineDatabase._lent`; a connection is given back even to a task that is cancelled."""
        connection = self._kept.take() or await self._asked()
        try:
            result = await connection.run_sync(run)
        except BaseException as error:
            await _closed(connection)
            if is_lost(error):
                await self._forget()
            raise
        if (spare := self._kept.give(connection)) is not None:
            await _closed(spare)
        return result

    async def _asked(self) -> AsyncConnection:
        with self._kept.asking():
            return self._kept.take() or await self._engine.connect()

    async def _forget(self) -> None:
        for connection in self._kept.drain():
            await connection.invalidate()
            await _closed(connection)


async def _closed(connection: AsyncConnection) -> None:
    """Give a connection back to the pool, whatever happens to the task meanwhile."""
    await asyncio.shield(asyncio.ensure_future(connection.close()))
