"""Makes a suite for each broken store or embedder, with the test of the kit that must notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def registrar(namespace: dict[str, Any], usual: type) -> tuple[dict[str, str], Callable[..., Any]]:
    """Return the promises by suite, and the decorator that adds a suite to `namespace`.

    The decorator takes the test that must fail, "" for none, the suite's base, and what the suite declares.
    """
    promises: dict[str, str] = {}

    def breaks(promise: str, base: type = usual, **declared: object) -> Callable[[type], type]:
        def register(broken: type) -> type:
            name = f"Test{broken.__name__}"
            namespace[name] = type(name, (base,), {"broken": broken, "__module__": namespace["__name__"], **declared})
            promises[name] = promise
            return broken

        return register

    return promises, breaks
