"""Guards: pure judges of whether the answer to one question may be served to another."""

from __future__ import annotations

from hexcache.domain.guards.chain import BUILT_IN, PRESETS, Guard, GuardChain, GuardSpec, Judge, Refusal, guard_chain
from hexcache.domain.guards.direction import DirectionGuard
from hexcache.domain.guards.entities import EntitiesGuard
from hexcache.domain.guards.numbers import NumbersGuard
from hexcache.domain.guards.polarity import PolarityGuard
from hexcache.domain.guards.replaced_word import ReplacedWordGuard

__all__ = [
    "BUILT_IN",
    "PRESETS",
    "DirectionGuard",
    "EntitiesGuard",
    "Guard",
    "GuardChain",
    "GuardSpec",
    "Judge",
    "NumbersGuard",
    "PolarityGuard",
    "Refusal",
    "ReplacedWordGuard",
    "guard_chain",
]
