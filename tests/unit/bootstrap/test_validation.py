"""A plugin's own model decides; what it objects to is said in our words, without its values."""

from __future__ import annotations

import traceback

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from hexcache import ConfigurationError
from hexcache.application.bootstrap.validation import validated


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int = 1


class Options(BaseModel):
    """A careless model: it shows its input in errors, and quotes it in a message of its own."""

    model_config = ConfigDict(extra="forbid")
    url: str = ""
    api_key: SecretStr = SecretStr("")
    pool: Inner | None = None

    @field_validator("url")
    @classmethod
    def check(cls, url):
        if "worse" in url:
            raise TypeError(url)
        if "bad" in url:
            raise ValueError(f"cannot use {url!r}")
        return url


def validate(values):
    return validated(Options, values, under=("store", "options"), where=lambda path: f"at {'.'.join(path)}")


def test_options_that_fit_become_the_plugins_own_model():
    assert validate({"url": "x", "pool": {"size": "3"}}) == Options(url="x", pool=Inner(size=3))


def test_an_unknown_option_is_named_with_the_known_ones():
    with pytest.raises(ConfigurationError) as caught:
        validate({"ulr": "x"})
    assert str(caught.value) == (
        "at store.options.ulr: unknown key 'store.options.ulr'; did you mean 'url'? Known: url, api_key, pool"
    )


def test_an_unknown_option_of_a_nested_model_is_named_with_its_own_known_ones():
    with pytest.raises(ConfigurationError, match=r"unknown key 'store\.options\.pool\.sise'; did you mean 'size'"):
        validate({"pool": {"sise": 1}})


@pytest.mark.parametrize(
    "values",
    [
        {"url": "bad://me:hunter2@host"},
        {"url": "bad hunter2", "password": "hunter2"},
        {"url": "worse hunter2"},
        {"api_key": ["hunter2"]},
        {"api_key": "x", "secret": "hunter2"},
    ],
)
def test_no_value_reaches_the_message_or_the_traceback(values):
    with pytest.raises(ConfigurationError) as caught:
        validate(values)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
