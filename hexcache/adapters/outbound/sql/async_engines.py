"""`engines` with `await`: the same functions, run inside `AsyncConnection.run_sync`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from hexcache.adapters.outbound.sql.drivers import BEGIN
from hexcache.adapters.outbound.sql.engines import READING, described, writing
from hexcache.adapters.outbound.sql.errors import FOREIGN
from hexcache.adapters.outbound.sql.session import TaskSession
from hexcache.adapters.outbound.sql.trials import Trial, attempted, committed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")


class AsyncEngineDatabase:
    """`EngineDatabase` with `await`, behind an async engine."""

    new_lock = asyncio.Lock

    def __init__(
        self,
        engine: AsyncEngine,
        label: str,
        *,
        borrowed: bool,
        timeout: float | None = None,
        patient: Callable[[], AsyncEngine] | None = None,
        autocommits: bool = False,
    ) -> None:
        self._engine = engine
        self._begin = BEGIN[engine.dialect.name] if autocommits else None
        self._reading = engine if autocommits else engine.execution_options(**READING)
        self._writing = engine if autocommits else engine.execution_options(**writing(engine.dialect.name))
        self._label = label
        self._borrowed = borrowed
        self._timeout = timeout
        self._patient = patient

    @property
    def dialect(self) -> str:
        """As `EngineDatabase.dialect`."""
        return self._engine.dialect.name

    async def read(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.read`."""

        def run(connection: Connection) -> T:
            return attempted(connection, TaskSession(connection), function, args)

        trial = Trial(self._label, self._timeout)
        while True:
            try:
                async with self._reading.connect() as connection:
                    return await connection.run_sync(run)
            except FOREIGN as error:
                trial.failed(error)

    async def single(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.single`."""
        return await self.read(function, *args)

    async def write(self, function: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 - the function's own
        """As `EngineDatabase.write`."""
        return await self._written(self._writing, function, args)

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
        if not self._borrowed:
            await self._engine.dispose()

    def describe(self) -> dict[str, str]:
        """As `EngineDatabase.describe`."""
        return described(self._engine.sync_engine, self._label)

    async def _written(self, engine: AsyncEngine, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        trial = Trial(self._label, self._timeout)
        while True:
            try:
                return await self._transaction(engine, trial, function, args)
            except FOREIGN as error:
                trial.failed(error)

    async def _transaction(
        self, engine: AsyncEngine, trial: Trial, function: Callable[..., T], args: tuple[Any, ...]
    ) -> T:
        begin = self._begin

        def run(connection: Connection) -> T:
            session = TaskSession(connection)
            if begin is None:
                return attempted(connection, session, function, args)
            return committed(connection, session, begin, trial, function, *args)

        async with engine.begin() if begin is None else engine.connect() as connection:
            return await connection.run_sync(run)
