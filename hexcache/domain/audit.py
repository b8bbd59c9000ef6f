"""Keeping the share of wrong answers under a bound while a cache runs, by labels from audits of its own hits.

A would-be hit is *audited* when the model is asked anyway and its answer compared with the cached one. Of the grid's
thresholds, the lowest is used under which wrong answers among all requests are proved to stay under the bound: the hit
rate of the window, times an exact upper bound on the share of wrong ones among its hits. Looking again and again would
spend that proof, so that the m-th look may err with a probability of `error * 6 / (pi^2 m^2)`, which sums to `error`,
shared among the thresholds. A look is made when a block of labels is complete, and at complete blocks only, so that to
repeat it spends nothing; in between the threshold can only be higher.

Traffic drifts, so that only a window of labels counts, and an alarm empties it: when the latest labels are wrong more
often than the bound allows to happen by chance, all older ones are forgotten. Wrong answers that were probably served
are counted too, and nothing is served while they exceed the bound.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from hexcache.domain.binomial import at_least, upper_bound
from hexcache.domain.errors import ConfigurationError, CorruptEntryError

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMAT: Final = 1
_ALARM: Final = 0.01
_GRID: Final = tuple(round(0.98 - 0.04 * index, 2) for index in range(10))


@dataclass(frozen=True, slots=True)
class AuditRule:
    """What audits are to keep.

    Attributes:
        bound: the highest share of wrong answers served among all requests.
        share: of would-be hits that are audited once some are served; before that all are.
        confidence: the probability of keeping the bound, looks at it included.
        window: how many labels count.
        block: labels between two looks.
        thresholds: the grid, highest first.
    """

    bound: float = 0.01
    share: float = 0.1
    confidence: float = 0.95
    window: int = 2_000
    block: int = 50
    thresholds: tuple[float, ...] = _GRID

    def __post_init__(self) -> None:
        """Refuse what cannot work (ConfigurationError)."""
        shares = {"bound": self.bound, "confidence": self.confidence, "share": self.share}
        for name, value in shares.items():
            if not 0.0 < value < 1.0:
                raise ConfigurationError(
                    f"audit {name} must be between 0 and 1, got {value!r}; give a share such as 0.05"
                )
        if not 1 <= self.block <= self.window:
            raise ConfigurationError(
                f"audit block must be between 1 and the window {self.window!r}, got {self.block!r}"
            )
        if not self.thresholds or list(self.thresholds) != sorted(set(self.thresholds), reverse=True):
            raise ConfigurationError(f"audit thresholds must fall, got {self.thresholds!r}; give the highest first")

    def bin_of(self, score: float) -> int | None:
        """Return the index of the highest threshold that a score reaches, None below the lowest."""
        return next((index for index, threshold in enumerate(self.thresholds) if score >= threshold), None)


@dataclass(slots=True)
class Block:
    """What was seen until a number of labels were there; lists have one number for each threshold's own band.

    Attributes:
        began: when, seconds since the epoch.
        requests: all requests.
        hits: would-be hits.
        labels: those that were audited.
        wrong: those of them whose cached answer was wrong.
        slipped: wrong answers that were probably served: each wrong audit stands for those that were not audited.
    """

    began: float
    requests: int = 0
    hits: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    slipped: float = 0.0


@dataclass(slots=True)
class Ledger:
    """The blocks of one process, oldest first; each process writes its own and reads all.

    Attributes:
        blocks: the last one is being filled.
        closed: how many were ever completed.
        forgotten: blocks that began before this time count no more, in any ledger.
    """

    blocks: list[Block] = field(default_factory=list)
    closed: int = 0
    forgotten: float = 0.0

    def to_bytes(self) -> bytes:
        """Return what a key-value store keeps."""
        blocks = [[b.began, b.requests, b.hits, b.labels, b.wrong, b.slipped] for b in self.blocks]
        return json.dumps([_FORMAT, self.closed, self.forgotten, blocks]).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes, bands: int) -> Ledger:
        """Return the ledger that `to_bytes` wrote.

        Raises:
            CorruptEntryError: it is something else, or was made for another number of thresholds.
        """
        try:
            version, closed, forgotten, blocks = json.loads(data)
            ledger = cls([_block(*fields, bands=bands) for fields in blocks], int(closed), float(forgotten))
        except (ValueError, TypeError, RecursionError, OverflowError) as error:
            raise CorruptEntryError("a ledger of audits cannot be read") from error
        if version != _FORMAT:
            raise CorruptEntryError(f"a ledger of audits has format {version!r}, known is {_FORMAT!r}")
        return ledger


def _block(began: Any, requests: Any, *lists: Any, bands: int) -> Block:  # noqa: ANN401 - JSON
    *counts, slipped = lists
    hits, labels, wrong = ([int(number) for number in numbers] for numbers in counts)
    if not len(hits) == len(labels) == len(wrong) == bands:
        raise ValueError("another number of thresholds")
    return Block(float(began), int(requests), hits, labels, wrong, float(slipped))


@dataclass(frozen=True, slots=True)
class AuditState:
    """What audits have shown.

    Attributes:
        threshold: the lowest score that is served now; None serves nothing.
        requests: requests in the window.
        labels: audits in the window.
        wrong: those that were wrong.
        error_bound: what wrong answers served among requests stay under at the threshold.
        precision: right ones among the audited hits at the threshold; None where nothing is served.
        looks: how often a threshold was chosen.
    """

    threshold: float | None
    requests: int
    labels: int
    wrong: int
    error_bound: float | None
    precision: float | None
    looks: int


def count_request(ledger: Ledger, rule: AuditRule, band: int | None, now: float) -> None:
    """Count one request, and its would-be hit where there is one."""
    block = _open(ledger, rule, now)
    block.requests += 1
    if band is not None:
        block.hits[band] += 1


def count_label(ledger: Ledger, rule: AuditRule, band: int, now: float, *, wrong: bool, served: bool) -> bool:
    """Count one audit, and return whether that completes a block.

    Args:
        ledger: this process's own.
        rule: the rule.
        band: the band of the hit's score.
        now: seconds since the epoch.
        wrong: whether the cached answer was wrong.
        served: whether it would have been served had it not been audited.
    """
    block = _open(ledger, rule, now)
    block.labels[band] += 1
    block.wrong[band] += wrong
    if wrong and served:
        block.slipped += (1.0 - rule.share) / rule.share
    if sum(block.labels) < rule.block:
        return False
    ledger.closed += 1
    ledger.blocks.append(_new_block(rule, now))
    del ledger.blocks[: -(-(-rule.window // rule.block) + 1)]
    return True


def served_threshold(ledgers: Sequence[Ledger], rule: AuditRule) -> float | None:
    """Return the lowest score that may be served: what the last look allowed, unless what came since forbids it."""
    looked = assess(ledgers, rule, complete=True).threshold
    since = None if looked is None else assess(ledgers, rule).threshold
    return None if looked is None or since is None else max(looked, since)


def assess(ledgers: Sequence[Ledger], rule: AuditRule, *, complete: bool = False) -> AuditState:
    """Return what all ledgers together have shown, and the lowest threshold that they allow.

    Args:
        ledgers: of all processes.
        rule: what is to be kept.
        complete: leave out the blocks that are being filled.
    """
    window = _window(ledgers, rule, complete=complete)
    looks = 1 + sum(ledger.closed for ledger in ledgers)
    requests = sum(block.requests for block in window)
    labels, wrong = (sum(sum(getattr(block, name)) for block in window) for name in ("labels", "wrong"))
    error = (1.0 - rule.confidence) * 6.0 / (math.pi * looks) ** 2 / len(rule.thresholds)
    nothing = AuditState(None, requests, labels, wrong, None, None, looks)
    if requests == 0 or sum(block.slipped for block in window) > rule.bound * requests:
        return nothing
    for index in reversed(range(len(rule.thresholds))):
        hits, seen, bad = (_above(window, name, index) for name in ("hits", "labels", "wrong"))
        if seen and at_least(seen - bad, seen, 1.0 - min(1.0, rule.bound * requests / hits)) <= error:
            bounded = hits / requests * upper_bound(bad, seen, error)
            return AuditState(rule.thresholds[index], requests, labels, wrong, bounded, 1.0 - bad / seen, looks)
    return nothing


def alarmed(ledgers: Sequence[Ledger], rule: AuditRule, threshold: float | None) -> float | None:
    """Return the time before which everything is to be forgotten, None where the latest labels are as expected."""
    band = None if threshold is None else rule.bin_of(threshold)
    window = _window(ledgers, rule)
    if band is None or not window:
        return None
    latest = window[: 2 * len(ledgers)]
    hits, requests = _above(window, "hits", band), sum(block.requests for block in window)
    seen, bad = _above(latest, "labels", band), _above(latest, "wrong", band)
    allowed = min(1.0, rule.bound * requests / hits) if hits else 1.0
    surprising = seen > 0 and at_least(bad, seen, allowed) < _ALARM
    return min(block.began for block in latest) if surprising else None


def _window(ledgers: Sequence[Ledger], rule: AuditRule, *, complete: bool = False) -> list[Block]:
    """Return the latest blocks of all ledgers, newest first, with no more labels than the window and one block."""
    forgotten = max((ledger.forgotten for ledger in ledgers), default=0.0)
    end = -1 if complete else None
    blocks = [block for ledger in ledgers for block in ledger.blocks[:end] if block.began >= forgotten]
    latest: list[Block] = []
    labels = 0
    for block in sorted(blocks, key=lambda block: block.began, reverse=True):
        if labels >= rule.window:
            break
        latest.append(block)
        labels += sum(block.labels)
    return latest


def _above(blocks: Sequence[Block], name: str, band: int) -> int:
    return sum(sum(getattr(block, name)[: band + 1]) for block in blocks)


def _open(ledger: Ledger, rule: AuditRule, now: float) -> Block:
    if not ledger.blocks:
        ledger.blocks.append(_new_block(rule, now))
    return ledger.blocks[-1]


def _new_block(rule: AuditRule, now: float) -> Block:
    bands = len(rule.thresholds)
    return Block(now, 0, [0] * bands, [0] * bands, [0] * bands)
