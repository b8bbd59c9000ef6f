"""Stores of either flavour on real servers, and a client that looks at what they left there."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest
import redis

from hexcache.adapters.outbound.redis.aio import AsyncRedisKeyValueStore, AsyncRedisVectorStore
from hexcache.adapters.outbound.redis.settings import IndexSettings
from hexcache.adapters.outbound.redis.sync import RedisKeyValueStore, RedisVectorStore
from hexcache.domain.collection import Collection
from hexcache.domain.similarity import Similarity
from hexcache.testing.contracts.suite import fresh_name
from hexcache.testing.proxy import EventLoop
from hexcache.testing.samples import DIMENSION, Samples


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=["sync", "async"])
def flavour(request, stack):
    """Return functions that make a vector store and a key-value store, both to be called without await."""
    if request.param == "sync":
        return RedisVectorStore, RedisKeyValueStore
    loop = stack.enter_context(EventLoop())

    def vectors(*args, **kwargs):
        return loop.sync(AsyncRedisVectorStore(*args, **kwargs))

    def values(*args, **kwargs):
        return loop.sync(AsyncRedisKeyValueStore(*args, **kwargs))

    return vectors, values


@pytest.fixture
def make():
    return Samples(time.time, Similarity.COS)


@pytest.fixture
def collection():
    return Collection(DIMENSION, Similarity.COS, "testing", "integration")


@pytest.fixture
def open_store(flavour, stack, collection):
    """Return what opens a store of either flavour and provisions it; it is closed in the end."""
    usual = collection

    def open_store(where, name=None, *, collection=usual, **settings):
        store = flavour[0](where, name or fresh_name(), IndexSettings(**settings))
        stack.callback(store.close)
        store.provision(collection)
        return store

    return open_store


@pytest.fixture
def open_values(flavour, stack):
    def open_values(where, **settings):
        store = flavour[1](where, **settings)
        stack.callback(store.close)
        return store

    return open_values


@pytest.fixture
def client(stack):
    """Return what opens a plain client."""

    def client(address, **arguments):
        opened = redis.Redis.from_url(address, **arguments)
        stack.callback(opened.close)
        return opened

    return client


@pytest.fixture
def name():
    return fresh_name()
