"""From a command's options to an open cache."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hexcache.adapters.inbound.cli.output import log_silenced
from hexcache.domain.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.semantic_cache import SemanticCache
    from hexcache.domain.collection import Collection


def settings_for(config: Path | None, collection: str | None = None, **cache: Any) -> Settings:  # noqa: ANN401 - keys of the section `cache`
    """Return the settings that the options name; keys that are None are left to file and environment."""
    from hexcache.application.bootstrap.opening import settings_of

    given: Any = {"collection": collection, **cache}
    keywords: Any = {name: value for name, value in given.items() if value is not None}
    return settings_of(config, keywords)


@contextmanager
def opened(settings: Settings) -> Iterator[SemanticCache]:
    """Open the configured cache; what fails is raised, because at a command line an error is no miss."""
    from hexcache.application.bootstrap.opening import open_cache

    with open_cache(settings, on_error="raise") as cache, log_silenced():
        yield cache


def analyzed(cache: SemanticCache, written: int) -> None:
    """Let the server look at what was written in bulk, where its planner goes by what it saw last."""
    from hexcache.ports.vector_store import Analyzes

    if written and isinstance(cache.store, Analyzes):
        cache.store.analyze()


def scope_of(tenant: str | None, model: str | None, context: str | None) -> Scope:
    """Return the scope that the options name; what is left out is empty."""
    return Scope(tenant or "", model or "", context or "")


def threshold_of(settings: Settings) -> float:
    """Return the lowest score that is served under these settings."""
    from hexcache.application.bootstrap.certificates import policy_of

    return policy_of(settings).threshold


def collection_of(cache: SemanticCache, settings: Settings) -> Collection:
    """Return what the open cache's collection was made for."""
    from hexcache.application.policy import DEFAULTS
    from hexcache.domain.collection import Collection
    from hexcache.domain.similarity import Similarity

    similarity = settings.cache.options().get("similarity", DEFAULTS["similarity"])
    return Collection.of(cache.embedder.passport, Similarity.of(similarity))
