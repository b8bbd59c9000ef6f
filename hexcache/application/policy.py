"""What one cache was told to do: typed once, checked once, read by every plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypedDict

from hexcache.domain.certificate import Certificate
from hexcache.domain.errors import ConfigurationError, InvalidInputError
from hexcache.domain.guards.chain import GuardChain, guard_chain
from hexcache.domain.keys import key_encoder
from hexcache.domain.similarity import Similarity, require_threshold
from hexcache.domain.ttl import TtlPolicy, ttl_seconds
from hexcache.domain.values import ValueCodec, value_codec
from hexcache.domain.window import DEFAULT_CHARACTERS

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hexcache.domain.guards.chain import GuardSpec
    from hexcache.domain.keys import KeyEncoder
    from hexcache.domain.ttl import TtlLike
    from hexcache.domain.values import CodecLike


DEFAULT_THRESHOLD: Final = 0.75
"""Measured for the default embedder; `benchmarks/quality.py` prints the figures behind it."""

DEFAULT_REMEMBERED: Final = 1_024
DEFAULT_VERIFIER_TIMEOUT: Final = 2.0


class OnError(StrEnum):
    """What a failing store or embedder does to `lookup`, `update` and `get_or_compute`."""

    MISS = "miss"
    RAISE = "raise"

    @classmethod
    def of(cls, value: OnError | str) -> OnError:
        """Return the mode named `value` (ConfigurationError where there is none)."""
        try:
            return cls(value)
        except ValueError:
            raise ConfigurationError(f"unknown on_error {value!r}; use 'miss' or 'raise'") from None


class CacheOptions(TypedDict, total=False):
    """The options of a cache, all keyword arguments of `SemanticCache` and `AsyncSemanticCache`.

    Attributes:
        similarity: `cos` (default), `dot`, `l2` or an alias.
        threshold: the lowest score that is served; the default is `DEFAULT_THRESHOLD`. Or a `Certificate`, whose own
            threshold is used, and which refuses another measure, other guards and another embedder.
        ttl: lifetime of an entry: seconds, a `timedelta`, text such as "7d"; None (default) is forever.
        sliding: whether a hit renews the lifetime of its entry; default False.
        ttl_cap: with `sliding`, the longest that an entry may live after it was written; None (default) is no cap.
        guards: a preset ("default", "strict", "off"), a chain, or a list of guards' names and callables.
        on_error: "miss" (default): a failing store or embedder is a miss; or "raise".
        key_encoder: "sha256" (default), "sha512", "blake2b", "sha1" or a callable from text to text.
        codec: "text" (default), "json", "bytes" or a pair of functions (encode, decode).
        window_characters: the longest text that is embedded where the embedder's window is unknown; default 8,000.
        feedback: whether what `reject` and `confirm` remember is asked for before an answer is served. "auto":
            where the collection has any at first use, and from the first that this cache itself is told; True or
            "on": always, which processes need that run on while others are told; False or "off": never. Default "auto".
        remembered: how many embedded queries keep their vectors, so that `update` after `lookup` embeds nothing, and
            how many rows are remembered to be there; default 1,024.
        verifier_timeout: how long a verifier may take over one hit; after that the hit is refused. Default 2 seconds.
    """

    similarity: Similarity | str
    threshold: float | Certificate
    ttl: TtlLike
    sliding: bool
    ttl_cap: TtlLike
    guards: GuardSpec
    on_error: OnError | str
    key_encoder: str | KeyEncoder
    codec: CodecLike
    window_characters: int
    remembered: int
    feedback: bool | str
    verifier_timeout: TtlLike


DEFAULTS: Final[CacheOptions] = {
    "similarity": Similarity.COS,
    "threshold": DEFAULT_THRESHOLD,
    "ttl": None,
    "sliding": False,
    "ttl_cap": None,
    "guards": "default",
    "on_error": OnError.MISS,
    "key_encoder": "sha256",
    "codec": "text",
    "window_characters": DEFAULT_CHARACTERS,
    "remembered": DEFAULT_REMEMBERED,
    "feedback": "auto",
    "verifier_timeout": DEFAULT_VERIFIER_TIMEOUT,
}
"""What holds for an option that nobody set."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings of one cache, in the forms that plans use."""

    similarity: Similarity
    threshold: float
    ttl: TtlPolicy
    guards: GuardChain
    on_error: OnError
    encode_key: KeyEncoder = field(repr=False)
    codec: ValueCodec = field(repr=False)
    window_characters: int
    remembered: int
    feedback: bool | None = None
    verifier_timeout: float = DEFAULT_VERIFIER_TIMEOUT
    certificate: Certificate | None = None

    @classmethod
    def of(cls, **options: Unpack[CacheOptions]) -> Policy:
        """Return the policy that `options` describe.

        Raises:
            ConfigurationError: one of them cannot work, or is not an option.
        """
        unknown = set(options) - set(CacheOptions.__annotations__)
        if unknown:
            known = ", ".join(CacheOptions.__annotations__)
            raise ConfigurationError(f"unknown cache option {min(unknown)!r}; use one of: {known}")
        chosen: CacheOptions = {**DEFAULTS, **options}
        try:
            policy = cls._of(chosen)
        except InvalidInputError as error:
            raise ConfigurationError(str(error)) from error
        if policy.certificate is not None:
            policy.certificate.require_rules(policy.similarity, policy.guards)
        return policy

    @classmethod
    def _of(cls, chosen: CacheOptions) -> Policy:
        given = chosen["threshold"]
        certificate, threshold = (given, given.threshold) if isinstance(given, Certificate) else (None, given)
        return cls(
            similarity=Similarity.of(chosen["similarity"]),
            threshold=require_threshold(threshold),
            ttl=_ttl_policy(chosen["ttl"], chosen["sliding"], chosen["ttl_cap"]),
            guards=guard_chain(chosen["guards"]),
            on_error=OnError.of(chosen["on_error"]),
            encode_key=key_encoder(chosen["key_encoder"]),
            codec=value_codec(chosen["codec"]),
            window_characters=_positive("window_characters", chosen["window_characters"]),
            remembered=_positive("remembered", chosen["remembered"]),
            feedback=_automatic("feedback", chosen["feedback"]),
            verifier_timeout=_seconds("verifier_timeout", chosen["verifier_timeout"]),
            certificate=certificate,
        )


def _ttl_policy(ttl: TtlLike, sliding: object, cap: TtlLike) -> TtlPolicy:
    return TtlPolicy(ttl_seconds(ttl), _flag("sliding", sliding), ttl_seconds(cap, "ttl_cap"))


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{name} must be true or false, got {value!r}")
    return value


def _automatic(name: str, value: object) -> bool | None:
    """Return True or False for on or off, None for "auto"."""
    known: dict[object, bool | None] = {"auto": None, "on": True, "off": False}
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value not in known:
        raise ConfigurationError(f"{name} must be 'auto', 'on' or 'off', got {value!r}")
    return known[value]


def _seconds(name: str, value: TtlLike) -> float:
    seconds = ttl_seconds(value, name)
    if seconds is None:
        raise ConfigurationError(f"{name} must be a time, got {value!r}; give seconds, or a text such as '500ms'")
    return seconds


def _positive(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"{name} must be a whole number of at least 1, got {value!r}")
    return value
