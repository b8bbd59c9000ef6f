"""Another process at work on the same file.

python -m tests.integration.sql.worker serve                  run the commands that come in, one JSON list a line
python -m tests.integration.sql.worker kill URL ROUNDS        fork writers and kill them; print what was acknowledged
python -m tests.integration.sql.worker mixed URL SEED SECONDS eight threads that put, get, search and delete
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from hexcache.adapters.outbound.sql.sync import SqlVectorStore
from hexcache.domain.entry import Selection
from hexcache.domain.scope import Scope
from tests.integration.sql.making import COLLECTION, NOW, entry, found, name_of, vector

THREADS = 8
SCOPES = [Scope(f"tenant {number}") for number in range(4)]


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def opened(url, **options):
    store = SqlVectorStore(url, timeout=30.0, **options)
    store.provision(COLLECTION)
    return store


def serve():
    """Run commands until the input ends, each on a store of its own."""
    for line in sys.stdin:
        command, url, *words = json.loads(line)
        if command == "race":
            race(url, *words)
            continue
        store = opened(url)
        COMMANDS[command](store, *words)
        store.close()
        say("done")


def race(url, prefix, number):
    """Let so many processes at once open a store on tables that are not there yet; each says how it went."""
    start, go = os.pipe()
    children = [os.fork() or open_and_put(url, prefix, f"of process {each}", start, go) for each in range(number)]
    os.close(go)  # the end of the pipe is what all of them wait for
    for child in children:
        os.waitpid(child, 0)
    os.close(start)


def open_and_put(url, prefix, name, start, go):
    """In a child: wait for the start, open, put an entry, say how it went, and end."""
    os.close(go)
    os.read(start, 1)
    try:
        store = opened(url, prefix=prefix, vectors="auto")
        store.put([entry(name)])
        store.close()
        say("done")
    except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
        say(repr(error).replace("\n", " "))
    os._exit(0)


COMMANDS = {
    "put": lambda store, *names: store.put([entry(name, tags=("theirs",)) for name in names]),
    "delete": lambda store, *names: store.delete([name_of(name) for name in names]),
    "touch": lambda store, name, until: store.touch(name_of(name), until, now=NOW),
    "clear": lambda store, tag: store.clear(Selection(tag=tag)),
    "purge": lambda store, now: store.purge(now=now),
}


def kill(url, rounds):
    """Let a forked writer acknowledge a few puts, kill it in the middle of the next, and print what it acknowledged."""
    chance = random.Random(0)
    for number in range(rounds):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            write(url, number, writer)
        os.close(writer)
        acknowledged = os.read(reader, 1)
        time.sleep(chance.uniform(0.0, 0.01))  # not a wait: the moment of the kill
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reader, 65_536):
            acknowledged += more
        os.close(reader)
        say(len(acknowledged))


def write(url, mark, acknowledge):
    """Put batches of entries with tags until killed, and write one byte for each batch once it was acknowledged."""
    store = opened(url)
    for number in range(1_000_000):
        store.put([entry(name, tags=(f"of {name}", "all")) for name in batch(mark, number)])
        os.write(acknowledge, b".")


def batch(mark, number):
    return [f"{mark}.{number}.{part}" for part in range(3)]


def mixed(store, seed, seconds):
    """Return what went wrong, nothing if all went well."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(THREADS) as pool:
        return [each for each in pool.map(lambda n: _one_thread(store, f"{seed}.{n}", until), range(THREADS)) if each]


def _one_thread(store, mark, until):
    chance = random.Random(mark)
    mine = {}
    number = 0
    while time.monotonic() < until:
        number += 1
        scope = chance.choice(SCOPES)
        name = f"{mark}.{number}"
        store.put([entry(name, scope, tags=(mark,))])
        mine[name] = scope
        if wrong := _check(store, name, scope, chance):
            return wrong
        if number % 5 == 0:
            gone = chance.choice(list(mine))
            store.delete([name_of(gone, mine[gone])])
            if found(store, gone, mine.pop(gone)):
                return f"{gone} was found after it was deleted"
    missing = [name for name, scope in mine.items() if store.get([name_of(name, scope)], now=NOW) == [None]]
    return f"lost {missing}" if missing else None


def _check(store, name, scope, chance):
    if found(store, name, scope) != [name]:
        return f"{name} was not found by its vector"
    others = store.search(scope, vector(name), 20, now=NOW)
    if any(candidate.record.scope_key != scope.key for candidate in others):
        return f"{name} found a row of another scope"
    elsewhere = chance.choice([other for other in SCOPES if other != scope])
    return f"{name} was found in another scope" if found(store, name, elsewhere) else None


def main(command, url=None, *words):
    if command == "serve":
        serve()
    elif command == "kill":
        kill(url, int(words[0]))
    elif command == "mixed":
        store = opened(url)
        say(*mixed(store, words[0], float(words[1])))
        store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
