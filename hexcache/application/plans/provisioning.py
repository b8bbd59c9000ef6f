"""Making the store ready, once, before anything else is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexcache.application.operations import EmbedQueries, Fetch, Provision
from hexcache.application.plans.embedding import admitted
from hexcache.domain.collection import Collection
from hexcache.domain.feedback import MARKER_QUERY, MARKER_SCOPE

if TYPE_CHECKING:
    from hexcache.application.core import CacheCore
    from hexcache.application.operations import Plan

_PROBE = "How long is a vector?"


def ready(core: CacheCore) -> Plan[Collection]:
    """Provision the store at first use; from then on this costs nothing.

    An embedder that does not say its dimension embeds one probe text to learn it.
    """
    if core.collection is None:
        passport = core.read_passport()
        if passport.dimension is None:
            vectors = admitted(core, (yield EmbedQueries([_PROBE])), 1)
            passport = core.read_passport()
            wanted = Collection(vectors[0].shape[0], core.policy.similarity, passport.provider, passport.model)
        else:
            wanted = Collection.of(passport, core.policy.similarity)
        if core.policy.certificate is not None:
            core.policy.certificate.require_embedder(passport)
        provisioned: Collection = yield Provision(wanted)
        if core.policy.feedback is None and not core.consults:
            (marker,) = yield Fetch((core.document_id(MARKER_QUERY, MARKER_SCOPE),), 0.0)  # it never expires
            core.consults = marker is not None and marker.query == MARKER_QUERY
        core.collection = provisioned
    return core.collection
