"""As much of Redis's protocol as it takes to ask a server something."""

from __future__ import annotations

import socket
from typing import Any, BinaryIO


def ask(port: int, *words: str, host: str = "127.0.0.1", timeout: float = 2.0) -> Any:
    """Send one command and return the answer, text decoded; an error answer is a ValueError."""
    command = b"*%d\r\n" % len(words)
    for word in words:
        command += b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode())
    with socket.create_connection((host, port), timeout) as connection:
        connection.sendall(command)
        with connection.makefile("rb") as stream:
            return _answer(stream)


def _answer(stream: BinaryIO) -> Any:
    line = stream.readline()
    if not line:
        raise ConnectionError("the connection was closed")
    kind, text = line[:1], line[1:-2].decode()
    if kind == b"-":
        raise ValueError(text)
    if kind == b":":
        return int(text)
    if kind == b"$":
        return None if text == "-1" else stream.read(int(text) + 2)[:-2].decode()
    if kind == b"*":
        return [_answer(stream) for _ in range(int(text))]
    return text
