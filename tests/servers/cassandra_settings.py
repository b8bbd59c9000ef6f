"""What Cassandra is told: small, quick to start, and never for a real cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# One fixed third of the ring for each node, so that no node waits for a token.
TOKENS = ("-9223372036854775808", "-3074457345618258603", "3074457345618258602")

EXPORTS = [
    "java.base/jdk.internal.misc",
    "java.base/java.lang.ref",
    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.management/com.sun.jmx.remote.security",
    "java.rmi/sun.rmi.registry",
    "java.rmi/sun.rmi.server",
    "java.sql/java.sql",
    "jdk.unsupported/sun.misc",
    "jdk.compiler/com.sun.tools.javac.file",
    "jdk.attach/sun.tools.attach",
]
OPENS = [
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.module",
    "java.base/java.lang.reflect",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/jdk.internal.loader",
    "java.base/jdk.internal.math",
    "java.base/jdk.internal.module",
    "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect",
    "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch",
    "jdk.compiler/com.sun.tools.javac",
    "jdk.management/com.sun.management.internal",
]

LOGGING = """<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%-5level %date{ISO8601} %logger{0} - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
"""


def module_flags() -> list[str]:
    """Return the flags that open the JDK's modules to Cassandra and its tools."""
    return [
        *(f"--add-exports={name}=ALL-UNNAMED" for name in EXPORTS),
        *(f"--add-opens={name}=ALL-UNNAMED" for name in OPENS),
    ]


def jvm_flags(*, bench: bool) -> list[str]:
    """Return the virtual machine's flags: full compiler and room for a benchmark, quick start for a test."""
    heap = "2g" if bench else "512m"
    quick = [] if bench else ["-ea", "-da:net.openhft...", "-XX:TieredStopAtLevel=1"]
    return [
        *quick,
        *module_flags(),
        f"-Xms{heap}",
        f"-Xmx{heap}",
        "-Xss256k",
        "-XX:+UseG1GC",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:+PerfDisableSharedMem",
        "-XX:MaxDirectMemorySize=256m",
        "-Djava.net.preferIPv4Stack=true",
        "-Djdk.attach.allowAttachSelf=true",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Dio.netty.allocator.useCacheForAllThreads=true",
        "-Dcassandra.available_processors=2",
        "-Dcassandra.consistent.rangemovement=false",
        "-Dcassandra.libjemalloc=-",
        "-Dcassandra.ring_delay_ms=2000",
        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
        "-Dcassandra.superuser_setup_delay_ms=0",
        "-Dcassandra-foreground=yes",
    ]


def server_yaml(folder: Path, *, address: str, seeds: str, token: str, ports: dict[str, int], passwords: bool) -> str:
    """Return the text of cassandra.yaml, as JSON, which is YAML too. What it leaves out keeps its default."""
    settings: dict[str, Any] = {
        "cluster_name": "hexcache-test",
        "partitioner": "org.apache.cassandra.dht.Murmur3Partitioner",
        "num_tokens": 1,
        "initial_token": token,
        "auto_bootstrap": False,
        "seed_provider": [
            {
                "class_name": "org.apache.cassandra.locator.SimpleSeedProvider",
                "parameters": [{"seeds": seeds}],
            }
        ],
        "endpoint_snitch": "SimpleSnitch",
        "dynamic_snitch": False,
        "listen_address": address,
        "rpc_address": address,
        "storage_port": ports["storage"],
        "ssl_storage_port": ports["tls"],
        "native_transport_port": ports["cql"],
        "native_transport_max_threads": 16,
        "data_file_directories": [str(folder / "data")],
        "commitlog_directory": str(folder / "commitlog"),
        "saved_caches_directory": str(folder / "saved_caches"),
        "hints_directory": str(folder / "hints"),
        "cdc_raw_directory": str(folder / "cdc_raw"),
        "commitlog_sync": "periodic",
        "commitlog_sync_period": "10000ms",
        "commitlog_segment_size": "8MiB",
        "commitlog_total_space": "256MiB",
        "memtable_heap_space": "64MiB",
        "memtable_offheap_space": "64MiB",
        "memtable_flush_writers": 1,
        "concurrent_reads": 8,
        # More than the cores, and a node may fail to replay its commit log after a kill.
        "concurrent_writes": 2,
        "concurrent_compactors": 1,
        "compaction_throughput": "0MiB/s",
        "key_cache_size": "8MiB",
        "counter_cache_size": "2MiB",
        "file_cache_size": "32MiB",
        "networking_cache_size": "16MiB",
        "disk_access_mode": "standard",
        "auto_snapshot": False,
        "read_request_timeout": "10000ms",
        "range_request_timeout": "10000ms",
        "write_request_timeout": "10000ms",
        "request_timeout": "10000ms",
        "truncate_request_timeout": "60000ms",
        "authenticator": "PasswordAuthenticator" if passwords else "AllowAllAuthenticator",
        "authorizer": "CassandraAuthorizer" if passwords else "AllowAllAuthorizer",
        "storage_compatibility_mode": "NONE",
        # The class that hexcache replaces is compared on this server; its schema needs none of these.
        "materialized_views_enabled": False,
        "user_defined_functions_enabled": False,
    }
    return json.dumps(settings, indent=1)
