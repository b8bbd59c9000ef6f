"""The chain that every candidate passes before its answer is served.

A score says that two texts are near; it cannot say that they ask for the same. ``enable`` and ``disable`` score above
any usable threshold, so a chain of guards looks at the two texts themselves. The first guard that objects decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias

from hexcache.domain.errors import ConfigurationError
from hexcache.domain.guards.direction import DirectionGuard
from hexcache.domain.guards.entities import EntitiesGuard
from hexcache.domain.guards.numbers import NumbersGuard
from hexcache.domain.guards.polarity import PolarityGuard
from hexcache.domain.guards.question import QuestionGuard
from hexcache.domain.guards.replaced_word import ExtraWordGuard, ReplacedWordGuard
from hexcache.domain.guards.text import same_text


class Guard(Protocol):
    """A pure judge of two texts: may the answer to `cached` be served to who asked `asked`?

    It returns None when it has no objection, which includes every text that it does not understand, or a short readable
    reason. It does no input or output and gives the same verdict for the same texts.
    """

    @property
    def name(self) -> str:
        """The name that refusals are counted by: a constant, never part of a text."""
        ...

    def __call__(self, asked: str, cached: str) -> str | None:
        """Return the reason to refuse, or None."""
        ...


Judge: TypeAlias = Callable[[str, str], str | None]
"""A user's own guard: any plain callable of this shape; it is counted by its ``__name__``."""

GuardSpec: TypeAlias = "str | bool | GuardChain | Sequence[str | Guard | Judge] | None"
"""What the setting ``guards`` may say; see `guard_chain`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a candidate was not served. Its `repr` leaves the reason out, because that quotes words of the prompts."""

    guard: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GuardChain:
    """Guards in the order in which they are asked; `name` is the preset's, or ``custom``."""

    guards: tuple[Guard, ...]
    name: str = "custom"

    def __call__(self, asked: str, cached: str) -> Refusal | None:
        """Return the first objection, or None. Texts that are equal after normalisation are never refused."""
        if not self.guards or same_text(asked, cached):
            return None
        for guard in self.guards:
            reason = _objection(guard, asked, cached)
            if reason is not None:
                return Refusal(guard.name, reason)
        return None


def _objection(guard: Guard, asked: str, cached: str) -> str | None:
    """Return what `guard` says; one that raises has not let the pair pass, so that is an objection."""
    try:
        return guard(asked, cached)
    except Exception as error:  # noqa: BLE001 - a user's guard may raise anything, and a lookup must not fail by it
        return f"the guard failed with {type(error).__name__}"


@dataclass(frozen=True, slots=True)
class _NamedJudge:
    """A plain callable that wears a name."""

    judge: Judge
    name: str

    def __call__(self, asked: str, cached: str) -> str | None:
        return self.judge(asked, cached)


BUILT_IN: Final[Mapping[str, Callable[[], Guard]]] = MappingProxyType(
    {
        "numbers": NumbersGuard,
        "polarity": PolarityGuard,
        "entities": EntitiesGuard,
        "direction": DirectionGuard,
        "question": QuestionGuard,
        "replaced_word": ReplacedWordGuard,
        "extra_word": ExtraWordGuard,
    }
)
"""Every guard that settings can name, in the order in which a preset asks them."""

_DEFAULT: Final = ("numbers", "polarity", "entities", "direction", "question", "replaced_word")

PRESETS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "default": _DEFAULT,
        "strict": (*_DEFAULT, "extra_word"),
        "off": (),
    }
)
"""The presets by name, each with the names of its guards."""


def guard_chain(spec: GuardSpec = None) -> GuardChain:
    """Return the chain that a setting asks for.

    Args:
        spec: The name of a preset; or False for ``off`` (YAML reads a bare ``off`` so); or True or None for
            ``default``, so that guards are only ever switched off by saying so; or a sequence of names of built-in
            guards and of callables.

    Raises:
        ConfigurationError: A name is neither a preset's nor a guard's.
    """
    if isinstance(spec, GuardChain):
        return spec
    if spec is None or isinstance(spec, bool):
        return _preset("off" if spec is False else "default")
    if isinstance(spec, str):
        return _preset(spec)
    if not isinstance(spec, Iterable):
        known = sorted(PRESETS)
        raise ConfigurationError(f"guards must be a preset's name or a list, got {spec!r}; use one of {known}")
    guards = tuple(_guard(part) for part in spec)
    return GuardChain(guards) if guards else _preset("off")


@cache
def _preset(name: str) -> GuardChain:
    if name in PRESETS:
        return GuardChain(tuple(_built_in(guard) for guard in PRESETS[name]), name)
    if name in BUILT_IN:
        return GuardChain((_built_in(name),))
    raise ConfigurationError(
        f"unknown guards {name!r}; use one of the presets {sorted(PRESETS)} "
        f"or a list of {sorted(BUILT_IN)} and callables"
    )


def _guard(part: str | Guard | Judge) -> Guard:
    if isinstance(part, str):
        return _built_in(part)
    if not callable(part):
        raise ConfigurationError(
            f"a guard must be a name or a callable, not {type(part).__name__}; the names are {sorted(BUILT_IN)}"
        )
    name = getattr(part, "name", None)
    if isinstance(name, str):
        return part  # type: ignore[return-value]  # it is callable and has a name, which is all that a Guard promises
    return _NamedJudge(part, getattr(part, "__name__", type(part).__name__))


@cache
def _built_in(name: str) -> Guard:
    try:
        return BUILT_IN[name]()
    except KeyError:
        raise ConfigurationError(f"unknown guard {name!r}; use one of {sorted(BUILT_IN)} or a callable") from None
