"""What the environment says: `HEXCACHE_STORE__BACKEND=redis`, and which variables are no settings at all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from hexcache.application.bootstrap.layers import Layer
from hexcache.application.bootstrap.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hexcache.application.bootstrap.yaml_file import KeyPath

PREFIX: Final = "HEXCACHE_"
SEPARATOR: Final = "__"

_OURS_BUT_NO_SETTINGS: Final = ("HEXCACHE_REQUIRE_BACKENDS", "HEXCACHE_SERVERS_CACHE")
_TESTS: Final = "HEXCACHE_TEST_"


def environment_layer(values: Mapping[str, Any]) -> Layer:
    """Return the layer of what pydantic-settings read from the environment."""
    return Layer("environment", {name: _parsed(value) for name, value in values.items()}, variable_of)


def _parsed(value: object) -> object:
    """Return lists and mappings, also those deeper down, as data: pydantic-settings cannot know a plugin's types."""
    if isinstance(value, dict):
        return {name: _parsed(inner) for name, inner in value.items()}
    if not isinstance(value, str) or value[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def variable_of(path: KeyPath) -> str:
    """Return the variable that sets the value at `path`; the longest one that is there, if any is."""
    names = {name.upper() for name in os.environ}
    for length in range(len(path), 0, -1):
        name = PREFIX + SEPARATOR.join(path[:length]).upper()
        if name in names:
            return name
    return PREFIX + SEPARATOR.join(path).upper()


def unknown_variables(names: Iterable[str], settings: Mapping[str, Iterable[str]]) -> dict[str, str | None]:
    """Return every `HEXCACHE_*` variable that is no setting, with the variable that was probably meant.

    Args:
        names: the names of all variables.
        settings: the keys of each section, none for a setting without keys.
    """
    known = [PREFIX + SEPARATOR.join((section, key)).upper() for section in settings for key in settings[section]]
    known += [PREFIX + section.upper() for section in settings]
    return {name: _meant(name, known) for name in sorted(names) if not _is_known(name.upper(), settings)}


def _meant(name: str, known: list[str]) -> str | None:
    keys = {variable.rpartition(SEPARATOR)[2]: variable for variable in known}
    bare = name.upper().removeprefix(PREFIX)
    match = nearest(name.lower(), [variable.lower() for variable in known])
    return keys.get(bare) or (match.upper() if match else None)


def _is_known(name: str, settings: Mapping[str, Iterable[str]]) -> bool:
    if not name.startswith(PREFIX) or name in _OURS_BUT_NO_SETTINGS or name.startswith(_TESTS):
        return True
    section, nested, _ = name.removeprefix(PREFIX).lower().partition(SEPARATOR)
    return section in settings and (not nested or bool(list(settings[section])))


def is_certainly_meant(name: str) -> bool:
    """Return whether an unknown variable can only be a setting.

    Orchestrators put variables of their own under the prefix (Kubernetes: HEXCACHE_SERVICE_HOST for a service of that
    name), and none of them nests.
    """
    return SEPARATOR in name.upper().removeprefix(PREFIX)
