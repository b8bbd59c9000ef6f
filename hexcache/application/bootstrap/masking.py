"""Keeping secrets out of everything that people read: pure functions on names, texts and plain data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

MASK: Final = "**********"

_SECRET: Final = re.compile(
    r"password|passwd|passphrase|secret|credential|authorization|cookie|header|token(?!iz|s\b)|key(?!space|_encoder)",
    re.IGNORECASE,
)
_URL_PASSWORD: Final = re.compile(r"(://[^\s:/?#@]*:)[^\s]*(@)")
_QUERY_ARGUMENT: Final = re.compile(r"([?&;])([^=&;\s]+)=([^&;\s]*)")


def is_secret(name: str) -> bool:
    """Return whether the value of a key of this name is kept from view."""
    return _SECRET.search(name) is not None


def masked(value: Any, name: str = "") -> Any:  # noqa: ANN401 - plain data of any shape
    """Return a copy of `value`, the value of key `name`, with every secret in it replaced by `MASK`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {key: masked(item, str(key)) for key, item in value.items()}
    if is_secret(name):
        return MASK
    if isinstance(value, (list, tuple)):
        return [masked(item) for item in value]
    return masked_url(value) if isinstance(value, str) else value


def masked_url(text: str) -> str:
    """Return `text` with the passwords of the URLs in it replaced by `MASK`, in the authority and in the query."""
    if "://" not in text:
        return text
    return _QUERY_ARGUMENT.sub(_masked_argument, _URL_PASSWORD.sub(rf"\1{MASK}\2", text))


def _masked_argument(match: re.Match[str]) -> str:
    mark, name, value = match.groups()
    return f"{mark}{name}={MASK if is_secret(name) else value}"


def redacted(message: str, values: object) -> str:
    """Return `message` without the secrets of `values`, plain data that the message may quote."""
    for secret in sorted(set(_secrets(values)), key=len, reverse=True):
        message = message.replace(secret, MASK)
    return masked_url(message)


def _secrets(value: object, name: str = "") -> Iterator[str]:
    """Yield every text that `masked` would hide."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _secrets(item, str(key))
    elif is_secret(name) and value is not None and not isinstance(value, bool):
        yield from (text for text in _texts(value) if text)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _secrets(item)


def _texts(value: object) -> Iterable[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]
