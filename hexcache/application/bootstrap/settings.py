"""Settings: what `hexcache.yaml`, `HEXCACHE_*` and the caller say, checked, and traceable to who said it."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from hexcache.application.bootstrap.environment import PREFIX, SEPARATOR, is_certainly_meant, unknown_variables
from hexcache.application.bootstrap.layers import Layer, merge
from hexcache.application.bootstrap.sections import (
    CacheKeywords,
    CacheSettings,
    EmbedderSettings,
    EmbeddingsSettings,
    StoreSettings,
    empty_for_none,
)
from hexcache.application.bootstrap.sources import argument_layer, read_layers
from hexcache.application.bootstrap.validation import explained, known_keys
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hexcache.application.bootstrap.yaml_file import KeyPath

_LOG = logging.getLogger("hexcache")


class Settings(BaseSettings):
    """The whole configuration: arguments over `HEXCACHE_*` over `hexcache.yaml`.

    Args:
        config: the YAML file; left out, $HEXCACHE_CONFIG, else `hexcache.yaml` in the working directory.
        store: the vector store.
        embedder: the embedder.
        embeddings: the key-value store in front of the embedder; None is none.
        cache: how the cache decides.

    Raises:
        ConfigurationError: a key is unknown or a value is wrong; the message says which and where it was written.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=SEPARATOR,
        env_ignore_empty=True,
        env_parse_none_str="null",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    config: Path | None = None
    store: Annotated[StoreSettings, BeforeValidator(empty_for_none)] = StoreSettings()
    embedder: Annotated[EmbedderSettings, BeforeValidator(empty_for_none)] = EmbedderSettings()
    embeddings: EmbeddingsSettings | None = None
    cache: Annotated[CacheSettings, BeforeValidator(empty_for_none)] = CacheSettings()

    _layers: list[Layer] = PrivateAttr(default_factory=list)

    def __init__(self, _layers: list[Layer] | None = None, **values: Any) -> None:  # noqa: ANN401 - pydantic checks them
        """Read all sources, unless they were read already, and check what they say together."""
        layers = _layers or [*read_layers(type(self), values)]
        merged = merge(layers)
        try:
            super().__init__(**merged.values)
        except ValidationError as error:
            raise explained(error, type(self), merged.values, where=merged.where) from None
        self._layers = layers
        if _layers is None:
            self._report_unknown_variables()

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what the constructor merged already: options go when a higher source changes the backend."""
        return (init_settings,)

    def with_cache(self, keywords: CacheKeywords) -> Settings:
        """Return these settings with some keys of `cache` replaced.

        Raises:
            ConfigurationError: a key is unknown or a value is wrong.
        """
        return self.overridden(cache=keywords) if keywords else self

    def overridden(self, **sections: Mapping[str, Any]) -> Settings:
        """Return these settings with arguments laid over them; another backend drops the options of the old one.

        Raises:
            ConfigurationError: a key is unknown or a value is wrong.
        """
        return Settings([*self._layers, argument_layer(sections)])

    def is_given(self, section: str) -> bool:
        """Return whether any source says anything about `section`."""
        return any(section in layer.values for layer in self._layers if layer.kind != "default")

    def where(self, path: KeyPath) -> str:
        """Return the place where the value at `path` was given, empty where nobody gave it."""
        return merge(self._layers).where(path)

    def source(self, path: KeyPath) -> str:
        """Return who gave the value at `path`: "argument", "environment", "file" or "default"."""
        origin = merge(self._layers).origins.get(path)
        return origin.kind if origin else "default"

    @staticmethod
    def unknown_variables() -> dict[str, str | None]:
        """Return the variables named `HEXCACHE_*` that are no settings, each with the one that was probably meant."""
        return unknown_variables(os.environ, {name: known_keys(Settings, (name,)) for name in Settings.model_fields})

    def _report_unknown_variables(self) -> None:
        """Raise for the unknown variables that can only be meant for us, and log the others."""
        for name, meant in self.unknown_variables().items():
            hint = f"did you mean {meant!r}?" if meant else "correct it or unset it"
            message = f"unknown variable {name!r}; {hint}"
            if is_certainly_meant(name):
                raise ConfigurationError(message)
            _LOG.warning("%s", message)
