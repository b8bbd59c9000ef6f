from __future__ import annotations

import pytest

from hexcache.adapters.outbound.redis.packing import pack, pack_plainly

COMMANDS = [(b"SET", "key", b"\x00\xff\r\n", 7, -1, ""), (b"GET", b""), (b"EVALSHA", "aa", 1, b"k", 1.5)]


def test_commands_are_packed_as_the_protocol_wants_them():
    assert (
        pack([(b"GET", "a"), (b"DEL", b"b", 7)])
        == b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n*3\r\n$3\r\nDEL\r\n$1\r\nb\r\n$1\r\n7\r\n"
    )


def test_with_and_without_hiredis_commands_are_the_same():
    assert pack(COMMANDS) == b"".join(map(pack_plainly, COMMANDS))


def test_hiredis_packs_as_we_do():
    hiredis = pytest.importorskip("hiredis")
    assert [hiredis.pack_command(command) for command in COMMANDS] == [pack_plainly(command) for command in COMMANDS]
