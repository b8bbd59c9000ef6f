"""The certificate that a calibration writes: a threshold, what it promises, and what it was made for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from hexcache.domain.errors import ConfigurationError, CorruptEntryError
from hexcache.domain.similarity import Similarity, require_threshold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hexcache.domain.collection import Passport
    from hexcache.domain.guards.chain import GuardChain

FORMAT: Final = 1
"""The version of the file; a reader refuses one that it does not know."""

_NUMBERS: Final = ("threshold", "target", "confidence", "bound")
_COUNTS: Final = ("pairs", "hits", "right", "thresholds", "dimension")
_TEXTS: Final = ("provider", "model", "guards", "made_at", "made_with")
_AGAIN: Final = "run 'hexcache calibrate' again with this configuration, or go back to what it was made for"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A threshold that labelled pairs vouch for; use it as the `threshold` of a cache.

    Attributes:
        threshold: the lowest score that is served.
        target: the precision that is promised: right answers among hits.
        confidence: the probability that the promise is kept.
        pairs: labelled pairs that were looked at.
        hits: those that are served at the threshold.
        right: hits that are right.
        bound: what the precision exceeds with this confidence.
        thresholds: how many thresholds were looked at, among which the error was shared.
        similarity: the measure.
        provider: the embedder's provider; empty for a plain callable.
        model: the embedder's model.
        dimension: numbers in each vector.
        guards: the name of the guard chain.
        guard_names: its guards, in order.
        made_at: the day, as an ISO date.
        made_with: the version of hexcache.
    """

    threshold: float
    target: float
    confidence: float
    pairs: int
    hits: int
    right: int
    bound: float
    thresholds: int
    similarity: Similarity
    provider: str
    model: str
    dimension: int
    guards: str
    guard_names: tuple[str, ...]
    made_at: str
    made_with: str

    def require_rules(self, similarity: Similarity, guards: GuardChain) -> None:
        """Refuse a cache that decides by another measure or by other guards.

        Raises:
            ConfigurationError: names what differs and what to do.
        """
        names = guard_names(guards)
        self._refuse(
            ("similarity", str(self.similarity), str(similarity), self.similarity is not similarity),
            ("guards", _described(self.guards, self.guard_names), _described(guards.name, names), self._others(names)),
        )

    def require_embedder(self, passport: Passport) -> None:
        """Refuse another embedder; of one without a name only the dimension can be compared.

        Raises:
            ConfigurationError: names what differs and what to do.
        """
        named = bool(self.provider or self.model) and not passport.anonymous
        theirs, ours = f"{self.provider}/{self.model}", f"{passport.provider}/{passport.model}"
        self._refuse(
            ("embedder", theirs, ours, named and theirs != ours),
            ("dimension", self.dimension, passport.dimension, self.dimension != passport.dimension),
        )

    def _others(self, names: tuple[str, ...]) -> bool:
        return self.guard_names != names

    @staticmethod
    def _refuse(*compared: tuple[str, object, object, bool]) -> None:
        differences = [
            f"{name} is {there!r} there and {here!r} here" for name, there, here, differ in compared if differ
        ]
        if differences:
            raise ConfigurationError(f"the calibration was made for something else: {'; '.join(differences)}; {_AGAIN}")

    def to_json(self) -> str:
        """Return the text of the file."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """Return the certificate that `to_json` wrote.

        Raises:
            CorruptEntryError: the text is something else, or of another format.
        """
        try:
            fields = json.loads(text)
            version = fields["format"]
            if version == FORMAT:
                return _read(fields)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise CorruptEntryError("this is no calibration; write one with 'hexcache calibrate'") from error
        raise CorruptEntryError(f"the calibration has format {version!r}, known is {FORMAT!r}; upgrade hexcache")


def guard_names(guards: GuardChain) -> tuple[str, ...]:
    """Return the names of the guards of a chain, in order."""
    return tuple(guard.name for guard in guards.guards)


def _read(fields: Mapping[str, Any]) -> Certificate:
    read: dict[str, Any] = {name: require_threshold(fields[name]) for name in _NUMBERS}
    read |= {name: int(fields[name]) for name in _COUNTS}
    read |= {name: str(fields[name]) for name in _TEXTS}
    read["similarity"] = Similarity(fields["similarity"])
    read["guard_names"] = tuple(str(name) for name in fields["guard_names"])
    return Certificate(**read)


def _described(name: str, guards: tuple[str, ...]) -> str:
    return f"{name} ({', '.join(guards)})" if guards else name
