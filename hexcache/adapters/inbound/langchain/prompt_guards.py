"""The guards of the heir of `CassandraSemanticCache`, where nobody chose others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hexcache.domain.guards.chain import GuardChain, guard_chain

if TYPE_CHECKING:
    from hexcache.domain.guards.chain import Guard, GuardSpec

_ONE_FOR_ANOTHER: Final = frozenset({"replaced_word", "changed_words"})


@dataclass(frozen=True, slots=True)
class _InSentences:
    """A guard that is not asked about texts of a single word."""

    guard: Guard = field(repr=False)
    name: str

    def __call__(self, asked: str, cached: str) -> str | None:
        return None if len(asked.split()) == len(cached.split()) == 1 else self.guard(asked, cached)


def prompt_guards(spec: GuardSpec = None) -> GuardChain:
    """Return the chain that `spec` asks for; for None the default one, without a say on one word against one word.

    One word in place of another is an objection inside a sentence. Where the word is the whole prompt, the score alone
    decides, as it did in the class that this one takes the place of.
    """
    chain = guard_chain(spec)
    if spec is not None:
        return chain
    guards = (_InSentences(guard, guard.name) if guard.name in _ONE_FOR_ANOTHER else guard for guard in chain.guards)
    return GuardChain(tuple(guards), chain.name)
