"""Routes statements around nodes that do not answer, long before anybody has marked them down."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from cassandra.policies import LoadBalancingPolicy
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cassandra.pool import Host

_REST: Final = 10.0


class SlowNodesLast(LoadBalancingPolicy):  # type: ignore[misc] # the driver has no types
    """Asks another policy for its plan and puts nodes that kept a statement waiting at its end, for some seconds.

    A node that hangs stays open to connections, and it takes the ring some twenty seconds to convict it. Without this,
    every statement that is sent there waits until it is sent to the next node too.
    """

    def __init__(self, policy: LoadBalancingPolicy) -> None:
        """Take the policy, which belongs to the cluster: that one tells it which nodes there are."""
        self._policy = policy
        self._slow: dict[Host, float] = {}

    def answered(self, hosts: Sequence[Host]) -> None:
        """Take note of the nodes that a statement was sent to, one after another; the last one answered."""
        if len(hosts) > 1:
            self.kept_waiting(hosts[:-1])
        if self._slow and hosts:
            self._slow.pop(hosts[-1], None)

    def kept_waiting(self, hosts: Iterable[Host]) -> None:
        """Give nodes a rest, until one of them answers or the rest is over."""
        until = time.monotonic() + _REST
        for host in hosts:
            self._slow[host] = until

    @override
    def make_query_plan(self, working_keyspace: str | None = None, query: Any = None) -> Iterator[Host]:
        plan = self._policy.make_query_plan(working_keyspace, query)
        if not self._slow:
            return iter(plan)
        now = time.monotonic()
        for host, until in list(self._slow.items()):
            if until < now:
                self._slow.pop(host, None)
        return iter(sorted(plan, key=self._slow.__contains__))
