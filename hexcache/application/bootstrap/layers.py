"""Laying configuration over configuration: what is said later wins, and who said it is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hexcache.application.bootstrap.yaml_file import KeyPath

_BACKEND: Final = "backend"
_OPTIONS: Final = "options"


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of configuration.

    Attributes:
        kind: "default", "file", "environment" or "argument".
        values: what it says; it may hold secrets, so `repr` leaves it out.
        where: names the place of one key, for messages.
    """

    kind: str
    values: Mapping[str, Any] = field(repr=False)
    where: Callable[[KeyPath], str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Merged:
    """All layers as one, and the layer that each value came from."""

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    origins: dict[KeyPath, Layer] = field(default_factory=dict, repr=False)

    def origin(self, path: KeyPath) -> Layer | None:
        """Return the layer that the value at `path`, or the nearest one above it, came from."""
        while path and path not in self.origins:
            path = path[:-1]
        return self.origins.get(path)

    def where(self, path: KeyPath) -> str:
        """Return the place where the value at `path` was given, empty where nobody gave it."""
        layer = self.origin(path)
        return layer.where(path) if layer else ""


def merge(layers: Sequence[Layer]) -> Merged:
    """Return the layers, lowest first, laid over each other key by key.

    A layer that names another backend for a section drops the options that lower layers wrote for the old one.
    """
    merged = Merged()
    for layer in layers:
        _overlay(merged.values, layer.values, (), layer, merged.origins)
    return merged


def _overlay(
    lower: dict[str, Any], higher: Mapping[str, Any], under: KeyPath, layer: Layer, origins: dict[KeyPath, Layer]
) -> None:
    if _BACKEND in higher and higher[_BACKEND] != lower.get(_BACKEND) and len(under) == 1:
        lower.pop(_OPTIONS, None)
        _forget((*under, _OPTIONS), origins)
    for key, value in higher.items():
        path = (*under, str(key))
        if isinstance(value, Mapping):
            inner = lower[key] if isinstance(lower.get(key), dict) else {}
            lower[key] = inner
            origins.setdefault(path, layer)
            _overlay(inner, value, path, layer, origins)
        else:
            _forget(path, origins)
            lower[key] = value
            origins[path] = layer


def _forget(path: KeyPath, origins: dict[KeyPath, Layer]) -> None:
    for known in [known for known in origins if known[: len(path)] == path]:
        del origins[known]
