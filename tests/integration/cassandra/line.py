"""A network between driver and node that can be cut."""

from __future__ import annotations

import contextlib
import socket
import threading


class Line:
    """Forwards TCP connections to a node until it is cut; then nothing answers on its port."""

    def __init__(self, host: str, port: int) -> None:
        self._node = (host, port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._sockets = [self._server]
        self._cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self._cut = True
        for one in list(self._sockets):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while not self._cut:
                near = self._server.accept()[0]
                far = socket.create_connection(self._node)
                self._sockets += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pipe, args=(source, target), daemon=True).start()

    def _pipe(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
