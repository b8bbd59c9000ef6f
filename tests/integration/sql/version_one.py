"""Tables of version 1 as they were made then, word by word, with entries in them."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from hexcache.domain.scope import field_key
from hexcache.domain.vectors import encode_vector
from tests.integration.sql.making import COLLECTION, NOW, SCOPE, entry

TABLES = """
CREATE TABLE {p}catalog (
    collection VARCHAR(64) NOT NULL, version INTEGER NOT NULL, made_for {text} NOT NULL, PRIMARY KEY (collection)
);
CREATE TABLE {p}default_scopes (
    id {id}, scope_key {digest} NOT NULL, removed BIGINT NOT NULL, changed BIGINT NOT NULL,
    tenant_key {digest} NOT NULL, model_key {digest} NOT NULL, tenant {blob} NOT NULL, model {blob} NOT NULL,
    context {blob} NOT NULL, UNIQUE (scope_key)
);
CREATE INDEX {p}default_scopes_model ON {p}default_scopes (model_key);
CREATE INDEX {p}default_scopes_tenant ON {p}default_scopes (tenant_key);
CREATE TABLE {p}default_entries (
    id {id}, digest {digest} NOT NULL, scope_id BIGINT NOT NULL, seq BIGINT NOT NULL, created_at {double} NOT NULL,
    expires_at {double}, ttl {double}, document_id {blob} NOT NULL, query_text {blob} NOT NULL, answer {blob} NOT NULL,
    labels {text}, embedding {blob}, UNIQUE (digest)
);
CREATE INDEX {p}default_entries_expiry ON {p}default_entries (expires_at);
CREATE INDEX {p}default_entries_seq ON {p}default_entries (scope_id, seq);
CREATE TABLE {p}default_tags (digest {digest} NOT NULL, tag_key {digest} NOT NULL, PRIMARY KEY (digest, tag_key));
CREATE INDEX {p}default_tags_tag ON {p}default_tags (tag_key)
"""
TYPES = {
    "sqlite": {
        "id": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        "digest": "BLOB",
        "blob": "BLOB",
        "text": "TEXT",
        "double": "DOUBLE",
    },
    "postgresql": {
        "id": "BIGSERIAL NOT NULL PRIMARY KEY",
        "digest": "BYTEA",
        "blob": "BYTEA",
        "text": "TEXT",
        "double": "DOUBLE PRECISION",
    },
    "mariadb": {
        "id": "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
        "digest": "VARBINARY(32)",
        "blob": "LONGBLOB",
        "text": "LONGTEXT",
        "double": "DOUBLE",
    },
}
RECORD = "INSERT INTO {p}catalog (collection, version, made_for) VALUES ('default', 1, :made_for)"
SCOPES = """
INSERT INTO {p}default_scopes (scope_key, removed, changed, tenant_key, model_key, tenant, model, context)
VALUES (:scope_key, 0, 1, :tenant_key, :model_key, :tenant, :model, :context)
"""
ENTRIES = """
INSERT INTO {p}default_entries (digest, scope_id, seq, created_at, document_id, query_text, answer, labels, embedding)
VALUES (:digest, 1, 1, :created_at, :document_id, :query, :answer, NULL, :embedding)
"""


def make_version_one(url, prefix, names=()):
    """Make the tables of version 1 with entries of these names, all in one scope, the last without a vector."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in TABLES.format(p=prefix, **TYPES[engine.dialect.name]).split(";"):
            connection.exec_driver_sql(statement)
        run = lambda sql, params: connection.execute(sa.text(sql.format(p=prefix)), params)  # noqa: E731 - short
        run(RECORD, {"made_for": COLLECTION.to_json()})
        run(SCOPES, scope_row())
        if names:
            run(ENTRIES, [entry_row(name, vector=name != names[-1]) for name in names])


def scope_row():
    return {
        "scope_key": bytes.fromhex(SCOPE.key),
        "tenant_key": bytes.fromhex(field_key("tenant", SCOPE.tenant)),
        "model_key": bytes.fromhex(field_key("model", SCOPE.model)),
        "tenant": SCOPE.tenant.encode(),
        "model": SCOPE.model.encode(),
        "context": SCOPE.context.encode(),
    }


def entry_row(name, *, vector):
    made = entry(name)
    return {
        "digest": hashlib.sha256(made.record.document_id.encode()).digest(),
        "created_at": NOW,
        "document_id": made.record.document_id.encode(),
        "query": name.encode(),
        "answer": made.record.value,
        "embedding": encode_vector(made.vector) if vector else None,
    }
