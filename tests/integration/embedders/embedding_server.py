"""A real HTTP server on loopback that embeds, and misbehaves as it is told."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np


def vector_of(text):
    return [float(len(text)), 1.0, 0.5]


class Exchange(BaseHTTPRequestHandler):
    """One request; the behaviours, functions of an exchange, find what they need here."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.asked = json.loads(body)
        self.server.requests.append((self.path, dict(self.headers.items()), self.asked))
        behaviour = self.server.script.pop(0) if self.server.script else embeds
        behaviour(self)

    def answer(self, body, status=200, **headers):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def items(self):
        rows = [vector_of(text) for text in self.asked["input"]]
        if self.asked.get("encoding_format") == "base64":
            rows = [base64.b64encode(np.array(row, dtype="<f4").tobytes()).decode() for row in rows]
        return [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]

    def log_message(self, *_args):
        pass


class EmbeddingServer(ThreadingHTTPServer):
    """Embeds as `vector_of` does, after it has worked off `script`; keeps what it was asked in `requests`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.script = []
        self.requests = []
        self.stopping = threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def batches(self):
        return [len(asked["input"]) for _path, _headers, asked in self.requests]

    def handle_error(self, request, client_address):
        """Say nothing when a client leaves, as it does after its time-out."""

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.stopping.set()
        self.shutdown()
        self.thread.join()
        self.server_close()


def embeds(exchange):
    exchange.answer({"object": "list", "data": exchange.items(), "model": exchange.asked["model"]})


def fails(status, **headers):
    return lambda exchange: exchange.answer({"error": {"message": "secret text", "code": "oh_no"}}, status, **headers)


def says(body):
    return lambda exchange: exchange.answer(body)


def shuffles(exchange):
    exchange.answer({"data": exchange.items()[::-1]})


def forgets_one(exchange):
    exchange.answer({"data": exchange.items()[:-1]})


def hangs_up(exchange):
    exchange.close_connection = True


def never_answers(exchange):
    exchange.server.stopping.wait()
    exchange.close_connection = True


def takes_at_most(limit):
    return lambda exchange: (embeds if len(exchange.asked["input"]) <= limit else fails(413))(exchange)
