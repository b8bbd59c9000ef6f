"""Word lists: a `Vocabulary` is what a person writes, a `Lexicon` is what the guards read.

Another language is another `Vocabulary`: write its lists as the modules of ``en`` do, compile it once, and give it to the
guards, which a list of guards in the settings or in `guard_chain` takes ready-made: ``NumbersGuard(my_lexicon)``.
"""

from __future__ import annotations

from hexcache.domain.guards.lexicon.compiling import compile_lexicon
from hexcache.domain.guards.lexicon.model import Entry, Lexicon
from hexcache.domain.guards.lexicon.numerals import Numerals
from hexcache.domain.guards.lexicon.vocabulary import Vocabulary

__all__ = ["Entry", "Lexicon", "Numerals", "Vocabulary", "compile_lexicon"]
