"""Redis servers that work together: a cluster of three masters and their replicas, and a pair under Sentinel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.servers.process import ServerError, poll
from tests.servers.redis import Redis
from tests.servers.resp import ask
from tests.servers.server import Group

SLOTS = 16384


class RedisCluster(Group):
    """Three masters with a third of the slots each, and a replica of each, in this order."""

    name = "redis-cluster"
    install = Redis.install

    def __init__(self, folder: Path, *, tied: bool = False) -> None:
        self.folder = folder
        self.servers: list[Redis] = [_ClusterNode(folder / str(number), tied=tied) for number in range(6)]

    @property
    def url(self) -> str:
        """Where clients find the first node."""
        return self.servers[0].url

    def start(self) -> str:
        """Start the nodes that do not run, join them when they are new, and wait until all slots are served."""
        for server in self.servers:
            server.start()
        if not (self.folder / "joined").exists():
            self._join()
            (self.folder / "joined").touch()
        _demand(self._complete, "the cluster does not serve all slots with a replica each")
        return self.url

    def _join(self) -> None:
        masters, replicas = self.servers[:3], self.servers[3:]
        for number, master in enumerate(masters):
            first, last = SLOTS * number // 3, SLOTS * (number + 1) // 3 - 1
            ask(master.port, "CLUSTER", "ADDSLOTSRANGE", str(first), str(last))
            ask(master.port, "CLUSTER", "SET-CONFIG-EPOCH", str(number + 1))
        for server in self.servers[1:]:
            words = ("CLUSTER", "MEET", server.host, str(server.port), str(server.port_for("bus")))
            ask(self.servers[0].port, *words)
        _demand(self._acquainted, "the nodes of the cluster did not meet")
        for master, replica in zip(masters, replicas, strict=True):
            ask(replica.port, "CLUSTER", "REPLICATE", ask(master.port, "CLUSTER", "MYID"))

    def _acquainted(self) -> bool:
        tables = [ask(server.port, "CLUSTER", "NODES") for server in self.servers]
        return all(len(table.splitlines()) == 6 and "handshake" not in table for table in tables)

    def _complete(self) -> bool:
        def ready(server: Redis) -> bool:
            slots = ask(server.port, "CLUSTER", "SLOTS")
            state: str = ask(server.port, "CLUSTER", "INFO")
            return "cluster_state:ok" in state and len(slots) == 3 and all(len(slot) >= 4 for slot in slots)

        return all(ready(server) for server in self.servers)


class _ClusterNode(Redis):
    def command(self) -> list[str]:
        words = ["--cluster-enabled", "yes", "--cluster-port", str(self.port_for("bus"))]
        return [*super().command(), *words, "--cluster-node-timeout", "2000"]


class RedisSentinel(Group):
    """A master, its replica, and three sentinels that call them `mymaster`."""

    name = "redis-sentinel"
    service = "mymaster"
    install = Redis.install

    def __init__(self, folder: Path, *, tied: bool = False) -> None:
        self.folder = folder
        master = Redis(folder / "master", tied=tied)
        self.data = [master, _Replica(folder / "replica", master, tied=tied)]
        self.sentinels = [_Sentinel(folder / f"sentinel-{n}", master, tied=tied) for n in (1, 2, 3)]
        self.servers = [*self.data, *self.sentinels]

    @property
    def url(self) -> str:
        """Where clients find the sentinels, and under what name they know the master."""
        hosts = ",".join(f"{sentinel.host}:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{hosts}/{self.service}/0"

    def start(self) -> str:
        """Start what does not run, and wait until the sentinels know the replica and each other."""
        for server in self.servers:
            server.start()
        _demand(self._complete, "the sentinels do not know the replica and each other")
        return self.url

    def master(self) -> Redis:
        """Return the server that the sentinels take for the master now."""
        _, port = ask(self.sentinels[0].port, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.service)
        return next(server for server in self.data if server.port == int(port))

    def _complete(self) -> bool:
        for sentinel in self.sentinels:
            words = ask(sentinel.port, "SENTINEL", "MASTER", self.service)
            known = dict(zip(words[::2], words[1::2], strict=True))
            if (known["num-slaves"], known["num-other-sentinels"]) != ("1", "2"):
                return False
            ask(sentinel.port, "SENTINEL", "CKQUORUM", self.service)
        return True


class _Follower(Redis):
    def __init__(self, folder: Path, master: Redis, *, tied: bool) -> None:
        super().__init__(folder, tied=tied)
        self.master = master


class _Replica(_Follower):
    def command(self) -> list[str]:
        return [*super().command(), "--replicaof", self.master.host, str(self.master.port)]


class _Sentinel(_Follower):
    def prepare(self) -> None:
        service = RedisSentinel.service
        lines = [
            f"port {self.port}",
            f"bind {self.host}",
            f"dir {self.folder}",
            f"sentinel monitor {service} {self.master.host} {self.master.port} 2",
            f"sentinel down-after-milliseconds {service} 1000",
            f"sentinel failover-timeout {service} 5000",
        ]
        (self.folder / "sentinel.conf").write_text("\n".join(lines), encoding="utf-8")

    def command(self) -> list[str]:
        return [*self.program(), str(self.folder / "sentinel.conf"), "--sentinel"]


def _demand(condition: Callable[[], bool], complaint: str) -> None:
    """Poll until `condition()` holds; an error answer means not yet."""

    def holds() -> bool:
        try:
            return condition()
        except (OSError, ValueError, KeyError):
            return False

    if not poll(holds, 60):
        raise ServerError(complaint)
