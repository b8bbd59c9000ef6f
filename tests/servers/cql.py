"""As much of Cassandra's native protocol as it takes to ask whether a node serves queries."""

from __future__ import annotations

import socket
import struct

STARTUP, QUERY, AUTH_RESPONSE = 0x01, 0x07, 0x0F
ERROR, AUTHENTICATE = 0x00, 0x03


def logged_in(host: str, port: int, login: tuple[str, str] | None, timeout: float) -> bool:
    """Return whether the node takes a connection, the login and a query."""
    query = b"SELECT release_version FROM system.local"
    try:
        with socket.create_connection((host, port), timeout) as connection:
            version = b"\x00\x01\x00\x0bCQL_VERSION\x00\x053.0.0"
            if _request(connection, STARTUP, version) == AUTHENTICATE:
                token = "\0{}\0{}".format(*(login or ("", ""))).encode()
                if _request(connection, AUTH_RESPONSE, struct.pack(">i", len(token)) + token) == ERROR:
                    return False
            body = struct.pack(">i", len(query)) + query + struct.pack(">HB", 1, 0)
            return _request(connection, QUERY, body) != ERROR
    except OSError:
        return False


def _request(connection: socket.socket, opcode: int, body: bytes) -> int:
    """Send one frame and return the opcode of the answer."""
    connection.sendall(struct.pack(">BBhBi", 4, 0, 0, opcode, len(body)) + body)
    with connection.makefile("rb") as answer:
        header = answer.read(9)
        if len(header) < 9:
            raise ConnectionError("the connection was closed")
        answer.read(struct.unpack(">i", header[5:])[0])
        return header[4]
