"""What a collection remembers of how it was made, so that two models' vectors never meet in it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Final

from hexcache.domain.errors import ConfigurationError, CorruptEntryError, SchemaMismatchError
from hexcache.domain.similarity import Similarity

_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,47}")


@dataclass(frozen=True, slots=True)
class Passport:
    """Who an embedder is.

    Attributes:
        provider: the adapter, such as "wordllama" or "openai"; empty for a plain callable, which has no name.
        model: the model's name; empty where there is none.
        dimension: numbers in each vector; None until the first vector is seen.
        unit_length: whether the vectors come with length one.
        window: input window in tokens; None where it is unknown.
    """

    provider: str = ""
    model: str = ""
    dimension: int | None = None
    unit_length: bool = False
    window: int | None = None

    @property
    def anonymous(self) -> bool:
        """Whether only the dimension can be compared."""
        return not (self.provider or self.model)

    @property
    def identity(self) -> str:
        """The text that names this embedder, for namespaces and messages."""
        return f"{self.provider}/{self.model}/{self.dimension or '?'}"


@dataclass(frozen=True, slots=True)
class Collection:
    """What every vector in one collection has in common.

    Attributes:
        dimension: numbers in each vector.
        similarity: the measure that the store ranks and scores by.
        provider: the embedder's provider; empty for a plain callable.
        model: the embedder's model.
    """

    dimension: int
    similarity: Similarity = Similarity.COS
    provider: str = ""
    model: str = ""

    @classmethod
    def of(cls, passport: Passport, similarity: Similarity) -> Collection:
        """Return the collection that an embedder's vectors may enter.

        Raises:
            ConfigurationError: the embedder's dimension is not known yet.
        """
        if passport.dimension is None:
            raise ConfigurationError("the embedder's dimension is unknown; embed one text first")
        return cls(passport.dimension, similarity, passport.provider, passport.model)

    def require(self, wanted: Collection, name: str) -> Collection:
        """Return this recorded collection where `wanted` may use it, a name learnt where there was none.

        Raises:
            SchemaMismatchError: names what differs and what to do.
        """
        ours, theirs = self._embedder, wanted._embedder
        differences = [
            f"{label} is {there!r} there and {here!r} here"
            for label, there, here, differ in (
                ("dimension", self.dimension, wanted.dimension, self.dimension != wanted.dimension),
                ("similarity", str(self.similarity), str(wanted.similarity), self.similarity != wanted.similarity),
                ("embedder", "/".join(ours), "/".join(theirs), any(ours) and any(theirs) and ours != theirs),
            )
            if differ
        ]
        if differences:
            raise SchemaMismatchError(
                f"collection {name!r} was made for something else: {'; '.join(differences)}. Use another collection "
                "name, go back to what it was made for, or clear and drop it first"
            )
        return self if any(ours) else wanted

    @property
    def _embedder(self) -> tuple[str, str]:
        return self.provider, self.model

    def to_json(self) -> str:
        """Return the text that a store records."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Collection:
        """Return the collection that `to_json` wrote.

        Raises:
            CorruptEntryError: the text is something else.
        """
        try:
            fields = json.loads(text)
            return cls(
                dimension=int(fields["dimension"]),
                similarity=Similarity(fields["similarity"]),
                provider=str(fields["provider"]),
                model=str(fields["model"]),
            )
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise CorruptEntryError("the record of what the collection was made for cannot be read") from error


def check_identifier(name: str, what: str = "collection") -> str:
    """Return `name` where it may stand in a statement: a letter, then letters, digits and "_", at most 48.

    Raises:
        ConfigurationError: any other name.
    """
    if not isinstance(name, str) or not _IDENTIFIER.fullmatch(name):
        raise ConfigurationError(
            f"{what} name {name!r} is not allowed; use a letter, then letters, digits and '_', at most 48 characters"
        )
    return name
