"""Showing a configuration: every value with who gave it, secrets masked; and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretBytes, SecretStr

from hexcache.application.bootstrap.certificates import cache_options
from hexcache.application.bootstrap.masking import MASK, masked
from hexcache.application.bootstrap.parts import SECTIONS, chosen
from hexcache.application.policy import DEFAULTS
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from hexcache.application.bootstrap.registry import Registry
    from hexcache.application.bootstrap.sections import BackendSettings
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.bootstrap.yaml_file import KeyPath


@dataclass(frozen=True, slots=True)
class Shown:
    """One value as it may be shown.

    Attributes:
        key: such as "store.options.url".
        value: plain data without secrets.
        source: "argument", "environment", "file" or "default".
        where: the variable, or file and line; empty for a default.
    """

    key: str
    value: Any
    source: str
    where: str


def overview(settings: Settings, registry: Registry) -> list[Shown]:
    """Return every value of the configuration that holds, defaults included."""
    rows: list[tuple[KeyPath, Any]] = [(("config",), None if settings.config is None else str(settings.config))]
    for section in SECTIONS:
        rows += _backend_values(settings, registry, section)
    rows.append((("cache", "collection"), settings.cache.collection))
    given = settings.cache.options()
    rows += [(("cache", name), _plain(value)) for name, value in {**DEFAULTS, **given}.items()]
    return [_shown(settings, path, value) for path, value in rows]


def problems(settings: Settings, registry: Registry) -> list[str]:
    """Return what is wrong with settings that could be read: variables, plugins, their options."""
    return [
        *(_unknown(name, meant) for name, meant in settings.unknown_variables().items()),
        *_failures(settings, registry),
        *_collisions(settings, registry),
    ]


def _backend_values(settings: Settings, registry: Registry, section: str) -> list[tuple[KeyPath, Any]]:
    named: BackendSettings | None = getattr(settings, section)
    if named is None:
        return [((section,), None)]
    try:
        options = _fields(chosen(registry, settings, section)[1])
    except ConfigurationError:
        options = masked(named.options)
    values = [((section, "options", name), value) for name, value in options.items()]
    return [((section, "backend"), named.backend), *values]


def _fields(options: BaseModel) -> dict[str, Any]:
    """Return the values of a plugin's options, defaults included; what its model keeps secret is masked by type."""
    return {name: masked(_unveiled(getattr(options, name)), name) for name in type(options).model_fields}


def _unveiled(value: object) -> object:
    """Return plain data in which a secret that is set is masked, and one that is empty is empty."""
    if isinstance(value, (SecretStr, SecretBytes)):
        return MASK if value.get_secret_value() else None
    if isinstance(value, dict):
        return {str(key): _unveiled(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_unveiled(item) for item in value]
    return _plain(value)


def _plain(value: object) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return `value` as JSON takes it; functions by their names."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return getattr(value, "__name__", None) or str(value)


def _shown(settings: Settings, path: KeyPath, value: Any) -> Shown:  # noqa: ANN401 - as above
    source = settings.source(path)
    return Shown(".".join(path), value, source, "" if source == "default" else settings.where(path))


def _unknown(name: str, meant: str | None) -> str:
    return f"unknown variable {name!r}; " + (f"did you mean {meant!r}?" if meant else "correct it or unset it")


def _failures(settings: Settings, registry: Registry) -> Iterator[str]:
    for section in SECTIONS:
        if getattr(settings, section) is not None:
            try:
                chosen(registry, settings, section)
            except ConfigurationError as error:
                yield from str(error).splitlines()
    try:
        cache_options(settings)
    except ConfigurationError as error:
        yield str(error)


def _collisions(settings: Settings, registry: Registry) -> Iterator[str]:
    for section, kind in SECTIONS.items():
        named = getattr(settings, section)
        owners = registry.collisions(kind).get(named.backend) if named is not None else None
        if owners:
            first, *others = owners
            yield f"{section} {named.backend!r} is that of {first!r}; {', '.join(map(repr, others))} registers it too"
