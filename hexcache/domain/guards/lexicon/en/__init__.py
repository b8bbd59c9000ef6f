"""The English word lists."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hexcache.domain.guards.lexicon.compiling import compile_lexicon
from hexcache.domain.guards.lexicon.en import (
    akin,
    antonyms,
    function_words,
    names,
    negation,
    nouns,
    numerals,
    synonyms,
    wordnet,
)
from hexcache.domain.guards.lexicon.en.stem import stem
from hexcache.domain.guards.lexicon.vocabulary import Vocabulary

if TYPE_CHECKING:
    from hexcache.domain.guards.lexicon.model import Lexicon


@cache
def english() -> Lexicon:
    """Return the English lexicon, compiled at the first use."""
    return compile_lexicon(
        Vocabulary(
            language="en",
            stem=stem,
            contractions=function_words.CONTRACTIONS + function_words.ABSENCE,
            irregular=function_words.IRREGULAR,
            kept=function_words.KEPT,
            comparable=function_words.COMPARABLE,
            synonyms=synonyms.SYNONYMS,
            akin=akin.AKIN + wordnet.AKIN,
            antonyms=antonyms.ANTONYMS,
            opposite_prefixes=antonyms.PREFIXES,
            opposite_suffixes=antonyms.SUFFIXES,
            abilities=antonyms.ABILITIES,
            carrying=antonyms.CARRYING,
            no_prefix=antonyms.NO_PREFIX,
            names=names.NAMES,
            nouns=nouns.NOUNS,
            function=function_words.FUNCTION,
            soft=function_words.SOFT,
            particles=function_words.PARTICLES,
            leaving=function_words.LEAVING,
            auxiliaries=function_words.AUXILIARIES,
            determiners=function_words.DETERMINERS,
            gerund_endings=function_words.GERUND_ENDINGS,
            not_gerunds=function_words.NOT_GERUNDS,
            passive_auxiliaries=function_words.PASSIVE_AUXILIARIES,
            participle_endings=function_words.PARTICIPLE_ENDINGS,
            participles=function_words.PARTICIPLES,
            personal=function_words.PERSONAL,
            openers=function_words.OPENERS,
            question_words=function_words.QUESTION_WORDS,
            asked_parties=function_words.ASKED_PARTIES,
            asked_things=function_words.ASKED_THINGS,
            substitutes=function_words.SUBSTITUTES,
            causatives=function_words.CAUSATIVES,
            do_support=function_words.DO_SUPPORT,
            other_questions=function_words.OTHER_QUESTIONS,
            degrees=function_words.DEGREES,
            markers=function_words.MARKERS,
            from_markers=function_words.FROM_MARKERS,
            to_markers=function_words.TO_MARKERS,
            becoming_markers=function_words.BECOMING_MARKERS,
            place_markers=function_words.PLACE_MARKERS,
            exchanging=function_words.EXCHANGING,
            exchanging_markers=function_words.EXCHANGING_MARKERS,
            before_infinitives=function_words.BEFORE_INFINITIVES,
            purpose_markers=function_words.PURPOSE_MARKERS,
            lettered=function_words.LETTERED,
            replacing=function_words.REPLACING,
            symmetric=function_words.SYMMETRIC,
            attributed=function_words.ATTRIBUTED,
            replacing_markers=function_words.REPLACING_MARKERS,
            coordinating=function_words.COORDINATING,
            relations=function_words.RELATIONS,
            speaker=function_words.SPEAKER,
            symmetric_markers=function_words.SYMMETRIC_MARKERS,
            directed_markers=function_words.DIRECTED_MARKERS,
            subordinators=function_words.SUBORDINATORS,
            negators=negation.NEGATORS,
            half_negators=negation.HALF_NEGATORS,
            excepting=negation.EXCEPTING,
            freed_of=negation.FREED_OF,
            universal=negation.UNIVERSAL,
            flaws=negation.FLAWS,
            negating_verbs=negation.NEGATING_VERBS,
            preventing=negation.PREVENTING,
            holding=negation.HOLDING,
            trouble=negation.TROUBLE,
            unknowing=negation.UNKNOWING,
            waiting=negation.WAITING,
            in_time=negation.IN_TIME,
            lacking=negation.LACKING,
            removing=negation.REMOVING,
            empty_negations=negation.EMPTY,
            counting_articles=numerals.COUNTING_ARTICLES,
            cardinals=numerals.CARDINALS,
            ordinals=numerals.ORDINALS,
            multipliers=numerals.MULTIPLIERS,
            fractions=numerals.FRACTIONS,
            roman=numerals.ROMAN,
            months=numerals.MONTHS,
            months_and_words=numerals.MONTHS_AND_WORDS,
            units=numerals.UNITS,
            clock_words=numerals.CLOCK_WORDS,
            meridiems=numerals.MERIDIEMS,
        )
    )
