"""Reading the sources of the configuration, each as a layer: defaults, file, environment, arguments."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic_settings import EnvSettingsSource, SettingsError

from hexcache.application.bootstrap.environment import environment_layer
from hexcache.application.bootstrap.layers import Layer, merge
from hexcache.application.bootstrap.sections import EmbedderSettings, StoreSettings
from hexcache.application.bootstrap.yaml_file import read_config_file
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_settings import BaseSettings

DEFAULT_FILE: Final = "hexcache.yaml"


def read_layers(model: type[BaseSettings], arguments: Mapping[str, Any]) -> list[Layer]:
    """Return what every source says about `model`, lowest first.

    Raises:
        ConfigurationError: a source cannot be read.
    """
    given = argument_layer(arguments)
    environment = _environment(model)
    return [_defaults(), *_files(merge([environment, given]).values.get("config")), environment, given]


def argument_layer(values: Mapping[str, Any]) -> Layer:
    """Return the layer of what a caller passed."""
    return Layer("argument", values, lambda _: "argument")


def _defaults() -> Layer:
    chosen = {"store": StoreSettings(), "embedder": EmbedderSettings()}
    values = {section: {"backend": settings.backend} for section, settings in chosen.items()}
    return Layer("default", values, lambda _: "")


def _environment(model: type[BaseSettings]) -> Layer:
    try:
        return environment_layer(EnvSettingsSource(model)())
    except SettingsError as error:
        raise ConfigurationError(f"{error}; write the section's keys as variables of their own") from None


def _files(named: object) -> list[Layer]:
    """Return the file that was named, else the one in the working directory, else none."""
    if named is None:
        named = DEFAULT_FILE
        if not Path(DEFAULT_FILE).is_file():
            return []
    if not isinstance(named, (str, os.PathLike)):
        raise ConfigurationError(f"config must be a path, got {type(named).__name__!r}; give the path of a YAML file")
    file = read_config_file(Path(named))
    if "config" in file.values:
        raise ConfigurationError(f"{file.where(('config',))}: a file cannot name another one; remove the key 'config'")
    return [Layer("file", {**file.values, "config": file.path}, file.where)]
