"""A mixed load: entries are put, read by id and searched by several threads, and everything that happens is kept."""

from __future__ import annotations

import random
import threading
import time

from hexcache.domain.errors import BackendError
from hexcache.domain.scope import Scope
from hexcache.domain.similarity import Similarity
from hexcache.testing.samples import Samples, vectors

SCOPES = [Scope(f"tenant {number}") for number in range(4)]
ROWS = vectors(1_000, seed=3)


class Load:
    """Use as a context: the threads run inside it.

    Attributes:
        acknowledged: every entry whose put returned.
        lost: ids that were acknowledged and then not read.
        strays: scope keys that a search returned and should not have.
        errors: what was raised.
        lookups: how many reads and searches succeeded.
    """

    def __init__(self, store) -> None:
        self.acknowledged = {}
        self.lost = []
        self.strays = []
        self.errors = []
        self.lookups = 0
        self._store = store
        self._make = Samples(time.time, Similarity.COS)
        self._stop = threading.Event()
        calls = [self._write, self._write, self._read, self._read]
        self._threads = [threading.Thread(target=self._run, args=(call, n)) for n, call in enumerate(calls)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, call, seed):
        dice = random.Random(seed)
        number = 0
        while not self._stop.is_set():
            try:
                call(f"{seed}-{number}", dice)
            except BackendError as error:
                self.errors.append(error)
            number += 1

    def _write(self, name, dice):
        entry = self._make.entry(name, dice.choice(ROWS), scope=dice.choice(SCOPES), ttl=dice.choice([None, 3_600.0]))
        self._store.put([entry])
        self.acknowledged[entry.record.document_id] = entry

    def _read(self, name, dice):
        ids = dice.sample(list(self.acknowledged), min(3, len(self.acknowledged)))
        records = self._store.get(ids, now=time.time())
        self.lost += [document_id for document_id, record in zip(ids, records, strict=True) if record is None]
        scope = dice.choice(SCOPES)
        found = self._store.search(scope, dice.choice(ROWS), 8, now=time.time())
        self.strays += [one.record.scope_key for one in found if one.record.scope_key != scope.key]
        self.lookups += 1
