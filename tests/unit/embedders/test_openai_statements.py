"""What is sent to an OpenAI-compatible server, what is made of its replies, and when another attempt is due."""

from __future__ import annotations

import base64
import json
from email.utils import formatdate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hexcache.adapters.outbound.embedders.openai.statements import (
    NoReply,
    Post,
    Reply,
    advance,
    embedding,
    passport_of,
    refusal,
    request_body,
    rows_of,
    seconds_before_retry,
)
from hexcache.adapters.outbound.embedders.settings import OPENAI_URL, OpenAIOptions
from hexcache.domain.collection import Passport
from hexcache.domain.embedding import Intake
from hexcache.domain.errors import EmbedderError


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def reply(data, status=200):
    return Reply(status, json.dumps(data).encode())


def embeddings(*items):
    return json.dumps({"data": [{"index": index, "embedding": row} for index, row in items]}).encode()


# options


def test_key_and_url_come_from_the_environment_where_they_are_not_set(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", " from-env\n")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1/")
    options = OpenAIOptions()
    assert (options.api_key.get_secret_value(), options.base_url) == ("from-env", "http://127.0.0.1:1/v1")
    assert OpenAIOptions(api_key="").api_key.get_secret_value() == ""


def test_without_anything_it_is_openai_itself_and_no_key():
    options = OpenAIOptions()
    assert (options.base_url, options.api_key.get_secret_value()) == (OPENAI_URL, "")


def test_no_secret_is_in_the_repr():
    options = OpenAIOptions(api_key="sk-secret", headers={"x-key": "hdr-secret"})
    assert "secret" not in repr(options).replace("SecretStr", "")


@pytest.mark.parametrize(
    "options",
    [
        {"api_key": "sk-secret\nx: y"},
        {"api_key": "sk-secret\u00e9"},
        {"headers": {"x": "sk-secret\r\ny"}},
        {"base_url": "http://user:sk-secret@host/v1"},
        {"base_url": "ftp://sk-secret"},
        {"base_url": "http://host/v1?key=sk-secret"},
        {"modle": "sk-secret"},
        {"batch_size": 0},
        {"timeout": 0},
        {"max_retries": -1},
        {"encoding_format": "sk-secret"},
    ],
)
def test_an_option_that_cannot_work_is_refused_without_its_value(options):
    with pytest.raises(ValidationError) as caught:
        OpenAIOptions(**options)
    assert "sk-secret" not in str(caught.value)


# passport


@pytest.mark.parametrize(
    ("options", "dimension", "window", "unit"),
    [
        ({}, 1_536, 8_191, True),
        ({"model": "text-embedding-3-large"}, 3_072, 8_191, True),
        ({"model": "text-embedding-3-large", "dimensions": 256}, 256, 8_191, True),
        ({"model": "nomic-embed-text"}, None, None, False),
        ({"model": "nomic-embed-text", "dimensions": 64, "window": 2_048}, 64, 2_048, False),
    ],
)
def test_the_passport_says_what_is_known_of_the_model(options, dimension, window, unit):
    passport = passport_of(OpenAIOptions(**options))
    assert passport == Passport("openai", OpenAIOptions(**options).model, dimension, unit, window)


# request and reply


def test_a_request_names_only_what_every_server_knows():
    assert json.loads(request_body(["a"], OpenAIOptions(model="m"))) == {"model": "m", "input": ["a"]}


def test_a_request_asks_for_dimensions_and_base64_when_they_are_set():
    body = json.loads(request_body(["é"], OpenAIOptions(dimensions=8, encoding_format="base64")))
    assert (body["dimensions"], body["encoding_format"], body["input"]) == (8, "base64", ["é"])


def test_vectors_are_put_in_the_order_of_the_texts():
    assert rows_of(embeddings((2, [3.0]), (0, [1.0]), (1, [2.0]))) == [[1.0], [2.0], [3.0]]


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=8))
def test_base64_is_read_as_little_endian_float32(numbers):
    text = base64.b64encode(np.array(numbers, dtype="<f4").tobytes()).decode()
    assert rows_of(embeddings((0, text)))[0].tolist() == numbers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b"null",
        b'{"data": 7}',
        b'{"data": [7]}',
        b'{"data": [{"index": 0}]}',
        embeddings((1, [1.0])),
        embeddings((0, [1.0]), (2, [1.0])),
        embeddings((None, [1.0])),
        embeddings((0, "not base64!")),
        embeddings((0, "YWJj")),
    ],
)
def test_a_body_that_is_no_list_of_embeddings_is_an_embedder_error(body):
    with pytest.raises(EmbedderError, match="base_url"):
        rows_of(body)


# retries


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_a_status_that_may_pass_is_tried_again(status):
    assert seconds_before_retry(Reply(status, b""), 0, 30.0, 0.5) is not None


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 413, 422])
def test_a_status_that_will_not_pass_is_not_tried_again(status):
    assert seconds_before_retry(Reply(status, b""), 0, 30.0, 0.5) is None


@pytest.mark.parametrize(("retry", "tried"), [(True, True), (False, False)])
def test_a_lost_connection_is_tried_again_and_a_mistake_is_not(retry, tried):
    assert (seconds_before_retry(NoReply(OSError(), retry), 0, 30.0, 0.5) is not None) is tried


@given(st.integers(0, 10_000), st.floats(0.1, 100), st.floats(0, 1))
def test_waits_double_from_half_a_second_up_to_the_limit_and_are_spread(attempt, max_wait, chance):
    full = min(max_wait, 0.5 * 2 ** min(attempt, 30))
    wait = seconds_before_retry(Reply(500, b""), attempt, max_wait, chance)
    assert full / 2 <= wait <= full
    assert wait == pytest.approx(full * (1 + chance) / 2)


@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        (formatdate(1_000_012, usegmt=True), 12.0),
        (formatdate(900_000, usegmt=True), 0.5),
        ("-3", 0.5),
        ("soon", 0.5),
        ("nan", 0.5),
        ("", 0.5),
        (None, 0.5),
    ],
)
def test_the_server_is_given_the_time_that_it_asks_for(retry_after, expected):
    answer = Reply(429, b"", retry_after, received_at=1_000_000.0)
    assert seconds_before_retry(answer, 0, 30.0, 1.0) == expected


@pytest.mark.parametrize("retry_after", ["31", "inf", formatdate(1_000_031, usegmt=True)])
def test_a_server_that_asks_for_more_than_the_limit_is_not_waited_for(retry_after):
    assert seconds_before_retry(Reply(503, b"", retry_after, 1_000_000.0), 0, 30.0, 1.0) is None


# refusals


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "OPENAI_API_KEY"), (404, "base_url"), (429, "max_retries"), (302, "log")]
)
def test_a_refusal_says_what_to_do(status, advice):
    assert advice in refusal(Reply(status, b""), OpenAIOptions())


def test_a_refusal_repeats_the_code_and_never_the_message():
    body = {"error": {"message": "bad key sk-secret for 'my text'", "code": "invalid_api_key"}}
    text = refusal(reply(body, 401), OpenAIOptions())
    assert "'invalid_api_key'" in text
    assert "sk-secret" not in text
    assert "my text" not in text


@pytest.mark.parametrize(
    "error", [None, 7, [], "text", {"code": "sk-1Secret"}, {"code": ["x"]}, {"code": "my text", "type": None}]
)
def test_an_error_code_that_is_none_is_left_out(error):
    assert "answered 500 for model" in refusal(reply({"error": error}, 500), OpenAIOptions())


# the plan


def test_a_plan_posts_each_batch_and_returns_all_rows_in_order():
    options = OpenAIOptions(model="m", batch_size=2)
    plan = embedding(["a", "b", "c"], options, Intake(passport_of(options)), lambda: 0.0)
    sizes, step = [], advance(plan)
    while isinstance(step, Post):
        inputs = json.loads(step.body)["input"]
        sizes.append(len(inputs))
        step = advance(plan, Reply(200, embeddings(*((i, [ord(text)]) for i, text in enumerate(inputs)))))
    assert (sizes, step.tolist()) == ([2, 1], [[97.0], [98.0], [99.0]])


def test_no_text_makes_no_request():
    options = OpenAIOptions(dimensions=5)
    assert advance(embedding([], options, Intake(passport_of(options)), lambda: 0.0)).shape == (0, 5)


def test_no_step_shows_a_text():
    options = OpenAIOptions()
    step = advance(embedding(["my secret"], options, Intake(passport_of(options)), lambda: 0.0))
    assert "my secret" not in repr(step) + repr(Reply(200, b"my secret"))
