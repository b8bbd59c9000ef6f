"""A service that answers questions over HTTP, with threads, and asks its model as seldom as it can.

    python examples/flask_service/service.py 8000

Which backend keeps the answers is up to the environment: HEXCACHE_STORE__BACKEND=redis and
HEXCACHE_STORE__OPTIONS__URL=redis://localhost:6379/0, say, or a file hexcache.yaml. The code knows none of them.
"""

from __future__ import annotations

import signal
import sys
import time
from threading import Thread
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from hexcache import CacheError, Scope, open_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from hexcache import SemanticCache

MODEL = "demo|temperature=0"


def ask_model(question: str) -> str:
    """Answer a question; this is where your model is called."""
    time.sleep(0.3)
    return f"You asked: {question}"


def create_app(cache: SemanticCache, model: Callable[[str], str] = ask_model) -> Flask:
    """Return the application; one cache serves all threads."""
    app = Flask(__name__)

    @app.post("/answers")
    def answer() -> Response:
        asked = request.get_json()
        by_model: list[str] = []

        def compute(question: str) -> str:
            by_model.append(question)
            return model(question)

        scope = Scope(tenant=asked.get("tenant", ""), model=MODEL)
        text = cache.get_or_compute(asked["question"], compute, scope=scope)
        return jsonify(answer=text, cached=not by_model)

    @app.delete("/answers")
    def forget() -> tuple[str, int]:
        cache.clear(tenant=request.args["tenant"])
        return "", 204

    @app.get("/health")
    def health() -> Response:
        stats = cache.stats()
        return jsonify(status="ok" if stats.healthy else "degraded", lookups=stats.lookups, hits=stats.hits)

    @app.get("/ready")
    def ready() -> Response:
        return jsonify(status="ready", entries=cache.count())

    @app.errorhandler(CacheError)
    def unavailable(error: CacheError) -> tuple[Response, int]:
        return jsonify(detail=f"the cache does not answer ({type(error).__name__})"), 503

    return app


def serve(port: int) -> None:
    """Serve until SIGTERM or Ctrl-C: requests under way are answered, then the cache is closed."""
    with open_cache() as cache:
        server = make_server("127.0.0.1", port, create_app(cache), threaded=True)
        server.daemon_threads = False  # closing the server waits for the threads of requests under way
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: Thread(target=server.shutdown).start())
        print(f"http://127.0.0.1:{server.port}", flush=True)
        server.serve_forever()
        server.server_close()


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
