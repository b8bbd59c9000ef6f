"""The last word before a semantic hit is served: the verifier's, and a refusal where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hexcache.application.operations import Verify
from hexcache.domain.errors import CacheError
from hexcache.domain.guards.chain import Refusal

if TYPE_CHECKING:
    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan
    from hexcache.domain.hit import Hit

REFUSED: Final = Refusal("verifier", "the verifier did not say that it answers this question")


def verified(core: CacheCore, asked: str, hit: Hit) -> Plan[bool]:
    """Return whether the verifier says that the hit answers `asked`; one that fails or is late does not say so."""
    try:
        said = yield Verify(asked, hit.query, hit.value)
    except CacheError as error:
        core.monitor.erred(error)
        return False
    return isinstance(said, (bool, np.bool_)) and bool(said)
