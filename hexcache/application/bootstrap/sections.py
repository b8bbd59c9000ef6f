"""The sections of the configuration, typed: which backend with which options, and how the cache decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WrapValidator, field_validator
from typing_extensions import override

from hexcache.application.bootstrap.masking import masked
from hexcache.application.policy import CacheOptions, OnError, Policy
from hexcache.domain.certificate import Certificate
from hexcache.domain.collection import check_identifier
from hexcache.domain.errors import CacheError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OFF: Final = frozenset({"off", "no", "false"})
_ON: Final = frozenset({"on", "yes", "true"})
_OPENING: Final = frozenset({"collection", "on_open_error"})
"""The keys that say how a cache is opened, and are no options of the cache itself."""


class CacheKeywords(CacheOptions, total=False):
    """The keys of the section `cache`, as keyword arguments of `open_cache`; see `CacheOptions` for the others.

    Attributes:
        collection: the name of the collection; default "default".
        on_open_error: "raise" (default): a backend that cannot be reached is an error of `open_cache`; "miss": the
            cache opens all the same, misses, and connects when the backend is there.
    """

    collection: str
    on_open_error: OnError | str


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def empty_for_none(value: object) -> object:
    """Return what a section that is named and left empty says: nothing."""
    return {} if value is None else value


class BackendSettings(_Section):
    """Which plugin, and its options, which the plugin's own model checks when it is opened."""

    backend: str
    options: Annotated[dict[str, Any], BeforeValidator(empty_for_none)] = Field(default_factory=dict)

    @override
    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield "backend", self.backend
        yield "options", masked(self.options)


class StoreSettings(BackendSettings):
    """The vector store."""

    backend: str = "sql"


class EmbedderSettings(BackendSettings):
    """The embedder."""

    backend: str = "wordllama"


class EmbeddingsSettings(BackendSettings):
    """The key-value store in front of the embedder."""


def _not_a_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError(f"must be a number, got {value!r}")  # noqa: TRY004 - pydantic wants a ValueError
    return value


@dataclass(frozen=True, slots=True)
class ThresholdFrom:
    """The file that `hexcache calibrate` wrote, in place of a number; read when a cache is opened."""

    path: str

    @override
    def __str__(self) -> str:
        return f"from {self.path}"


def _threshold(value: object, number: Callable[[object], float | None]) -> object:
    if isinstance(value, (Certificate, ThresholdFrom)):
        return value
    if not isinstance(value, Mapping):
        return number(_not_a_bool(value))
    path = value.get("from")
    if set(value) != {"from"} or not isinstance(path, str) or not path:
        raise ValueError("must be a number, or the file of a calibration: {from: calibration.json}")
    return ThresholdFrom(path)


def _switch(value: object) -> object:
    """Return what YAML reads a bare on or off as, so that a variable of the environment may say it too."""
    text = value.lower() if isinstance(value, str) else None
    return False if text in _OFF else True if text in _ON else value


def _preset(value: object) -> object:
    switched = _switch(value)
    return {False: "off", True: "default"}[switched] if isinstance(switched, bool) else value


class CacheSettings(_Section):
    """How the cache decides: `CacheOptions`, whose defaults hold for what is not set, and how it opens."""

    collection: str = "default"
    on_open_error: OnError = OnError.RAISE
    similarity: Any = None
    threshold: Annotated[float | None, WrapValidator(_threshold)] = None  # or a `ThresholdFrom`, or a `Certificate`
    ttl: Any = None
    sliding: Annotated[bool | None, BeforeValidator(_switch)] = None
    ttl_cap: Any = None
    guards: Annotated[Any, BeforeValidator(_preset)] = None
    on_error: Any = None
    key_encoder: Any = None
    codec: Any = None
    window_characters: Annotated[int | None, BeforeValidator(_not_a_bool)] = None
    remembered: Annotated[int | None, BeforeValidator(_not_a_bool)] = None

    feedback: Annotated[Any, BeforeValidator(_switch)] = None
    verifier_timeout: Any = None

    @override
    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield from (
            (name, getattr(self, name)) for name in self.__class__.model_fields if name in self.model_fields_set
        )

    @property
    def lenient(self) -> bool:
        """Whether a cache opens although its backend cannot be reached."""
        return self.on_open_error is OnError.MISS

    def options(self) -> CacheOptions:
        """Return the options that somebody set, for the constructor of a cache."""
        given: Any = {name: getattr(self, name) for name in self.model_fields_set - _OPENING}
        options: CacheOptions = given
        return options

    @field_validator("*")
    @classmethod
    def _check(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - of each field's own type
        """Refuse at once what a cache would refuse, so that the message can say where it was written."""
        given: Any = {info.field_name: value}
        try:
            if info.field_name == "collection":
                check_identifier(value)
            elif info.field_name in _OPENING or isinstance(value, (ThresholdFrom, Certificate)):
                return value  # what it was made for is compared with the other keys when the cache is made
            elif given != {"key_encoder": "sha1"}:  # allowed, and warns at the line that makes the cache
                Policy.of(**given)
        except CacheError as error:
            raise ValueError(str(error)) from None
        return value
