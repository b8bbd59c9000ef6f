"""The registry: which plugins are installed, found through entry points and loaded by name."""

from __future__ import annotations

import logging
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

from hexcache.application.bootstrap.nearest import suggestion
from hexcache.domain.errors import CacheError, ConfigurationError, MissingExtraError, UnknownAdapterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LOG = logging.getLogger("hexcache")
_PACKAGE: Final = __name__.partition(".")[0]


class Kind(StrEnum):
    """What a plugin opens; the value is the group of its entry points."""

    VECTOR_STORE = "hexcache.vector_stores"
    KEY_VALUE_STORE = "hexcache.key_value_stores"
    EMBEDDER = "hexcache.embedders"

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name.lower().replace("_", " ")


class Registry:
    """The plugins that are installed.

    Where two distributions register one name, the one that comes with hexcache is taken, else the one whose
    distribution comes first in the alphabet; it is logged when that name is used, and `collisions` lists them.

    Args:
        discover: returns the entry points of a group.
    """

    def __init__(self, discover: Callable[..., Iterable[EntryPoint]] = entry_points) -> None:
        self._discover = discover
        self._found: dict[Kind, dict[str, list[EntryPoint]]] = {}

    def names(self, kind: Kind) -> list[str]:
        """Return the names of every plugin of `kind`."""
        return sorted(self._registered(kind))

    def collisions(self, kind: Kind) -> dict[str, list[str]]:
        """Return the distributions that register one name, by name; the first of each is taken."""
        found = self._registered(kind)
        return {name: [_owner(point) for point in points] for name, points in found.items() if len(points) > 1}

    def plugin(self, kind: Kind, name: str) -> Any:  # noqa: ANN401 - one of the shapes in hexcache.ports.plugin
        """Return the plugin `name`.

        Raises:
            UnknownAdapterError: there is none of that name.
            MissingExtraError: its module needs a library that is not installed.
            ConfigurationError: it cannot be loaded, or is no plugin.
        """
        registered = self._registered(kind)
        if name not in registered:
            raise UnknownAdapterError(f"unknown {kind.label} {name!r}; {suggestion(name, sorted(registered))}")
        point, *others = registered[name]
        if others:
            also = ", ".join(_owner(other) for other in others)
            _LOG.warning("the %s %r of %s is used; %s registers that name too", kind.label, name, _owner(point), also)
        return _require_shape(_loaded(point, kind), point, kind)

    def _registered(self, kind: Kind) -> dict[str, list[EntryPoint]]:
        if kind not in self._found:  # reading the metadata of every distribution takes milliseconds
            self._found[kind] = self._read(kind)
        return self._found[kind]

    def _read(self, kind: Kind) -> dict[str, list[EntryPoint]]:
        found: dict[str, dict[str, EntryPoint]] = {}
        for point in sorted(self._discover(group=str(kind)), key=_preference):
            found.setdefault(point.name, {}).setdefault(point.value, point)
        return {name: list(points.values()) for name, points in found.items()}


def _preference(point: EntryPoint) -> tuple[bool, str, str]:
    owner = _owner(point)
    return owner != _PACKAGE, owner, point.value


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.value


def _loaded(point: EntryPoint, kind: Kind) -> Any:  # noqa: ANN401 - whatever the entry point names
    try:
        return point.load()
    except CacheError:
        raise
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if not missing or point.module.startswith(missing):
            raise _broken(point, kind, error) from error
        raise _missing(point, missing) from error
    except Exception as error:
        raise _broken(point, kind, error) from error


def _missing(point: EntryPoint, module: str) -> MissingExtraError:
    """Return the error that names the extra of the plugin's distribution, where it has one of the plugin's name."""
    extra = point.name.replace("_", "-")
    extras = (point.dist.metadata.get_all("Provides-Extra") or []) if point.dist is not None else []
    if extra in extras:
        return MissingExtraError(f"{module!r} is not installed; run: pip install '{_owner(point)}[{extra}]'")
    return MissingExtraError(f"{point.name!r} of {_owner(point)!r} needs {module!r}; run: pip install {module}")


def _broken(point: EntryPoint, kind: Kind, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"the {kind.label} {point.name!r} of {_owner(point)!r} cannot be loaded from {point.value!r} "
        f"({type(error).__name__}); see the cause, and upgrade or remove it"
    )


def _require_shape(plugin: Any, point: EntryPoint, kind: Kind) -> Any:  # noqa: ANN401 - as `Registry.plugin`
    model = getattr(plugin, "options", None)
    opens = all(callable(getattr(plugin, name, None)) for name in ("open", "aopen"))
    if opens and isinstance(model, type) and issubclass(model, BaseModel):
        return plugin
    raise ConfigurationError(
        f"{point.value!r}, the {kind.label} {point.name!r} of {_owner(point)!r}, is no plugin; "
        "it needs a pydantic model `options` and the methods `open` and `aopen`"
    )
