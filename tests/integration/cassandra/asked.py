"""Listens to the driver: which statements go to the server."""

from __future__ import annotations

import re

from cassandra.query import BatchStatement


class Asked:
    """The statements since the last `clear`, each as its verb and its table's suffix: "SELECT vectors", or "BATCH"."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def note(self, future):
        if isinstance(future.query, BatchStatement):
            self.statements.append("BATCH")
            return
        cql = getattr(future.query, "prepared_statement", future.query).query_string
        table = re.search(r'"\w+"\."\w*?_?([a-z]+)"', cql)
        self.statements.append(f"{cql.split(' ', 1)[0]} {table[1] if table else '?'}")

    def clear(self):
        self.statements.clear()

    def __call__(self):
        return sorted(self.statements)
