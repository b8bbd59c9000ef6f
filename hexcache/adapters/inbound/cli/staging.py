"""Where a trial happens: in the configured store or a temporary file, in a scope of its own that is cleared after."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

from hexcache.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.semantic_cache import SemanticCache


@dataclass(frozen=True, slots=True)
class Stage:
    """What a replay runs on.

    Attributes:
        cache: the open cache.
        settings: the settings that it was opened with.
        scope: where to look and to store.
        kept: whether what is stored stays.
        place: says where this is.
    """

    cache: SemanticCache
    settings: Settings
    scope: Scope
    kept: bool
    place: str


@contextmanager
def staged(settings: Settings, scope: Scope, *, keep: bool, fresh: bool) -> Iterator[Stage]:
    """Open a stage.

    Args:
        settings: the configuration.
        scope: with `keep` the scope itself; else only its tenant and model are used.
        keep: use the configured collection and keep what is stored.
        fresh: use a temporary SQLite file whatever store is configured; so it is where none is.
    """
    from hexcache.application.bootstrap.opening import open_cache

    with ExitStack() as stack:
        place = f"{settings.store.backend}, collection {settings.cache.collection!r}"
        if fresh or not (keep or settings.is_given("store")):
            settings, place = stack.enter_context(temporary_store(settings)), "a temporary SQLite file"
        cache = stack.enter_context(open_cache(settings))
        own = scope if keep else stack.enter_context(scratch_scope(cache, scope))
        yield Stage(cache, settings, own, keep, place)


@contextmanager
def temporary_store(settings: Settings) -> Iterator[Settings]:
    """Yield the settings with a SQLite file in place of their store; the file is gone afterwards."""
    with TemporaryDirectory(prefix="hexcache-", ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        yield settings.overridden(store={"backend": "sql", "options": {"url": url}})


@contextmanager
def scratch_scope(cache: SemanticCache, like: Scope) -> Iterator[Scope]:
    """Yield a scope that nobody else has, with the tenant and model of `like`, and clear it at the end."""
    scope = Scope(like.tenant, like.model, f"hexcache scratch {uuid4().hex}")
    try:
        yield scope
    finally:
        cache.clear(scope=scope)
