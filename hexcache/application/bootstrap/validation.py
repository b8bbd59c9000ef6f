"""Turning pydantic's errors into one of ours: the place, the key, what is known, and never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BaseModel, ValidationError

from hexcache.application.bootstrap.masking import redacted
from hexcache.application.bootstrap.nearest import suggestion
from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

    from hexcache.application.bootstrap.yaml_file import KeyPath

_NOT_A_MAPPING: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})


def validated(
    model: type[Any], values: Mapping[str, Any], *, under: KeyPath, where: Callable[[KeyPath], str]
) -> BaseModel:
    """Return an instance of `model` made of `values`, the mapping at `under`.

    Raises:
        ConfigurationError: see `explained`.
    """
    try:
        instance: BaseModel = model.model_validate(dict(values))
    except ValidationError as error:
        raise explained(error, model, values, under=under, where=where) from None
    except Exception as error:  # noqa: BLE001 - a plugin's own validator; its message may quote what must not be shown
        name = ".".join(under)
        raise ConfigurationError(
            f"{name!r} cannot be checked ({type(error).__name__}); correct or upgrade it"
        ) from None
    return instance


def explained(
    error: ValidationError,
    model: type[BaseModel],
    values: Mapping[str, Any],
    *,
    under: KeyPath = (),
    where: Callable[[KeyPath], str],
) -> ConfigurationError:
    """Return the error that names each wrong key, where it was given, and for an unknown one those that there are.

    It must not be chained to `error`, which may quote values: raise it `from None`.
    """
    lines = []
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        path = tuple(str(part) for part in detail["loc"])
        place = where((*under, *path))
        said = _said(detail, model, path, ".".join((*under, *path)))
        lines.append(f"{place}: {said}" if place else said)
    return ConfigurationError(redacted("\n".join(lines), values))


def _said(detail: ErrorDetails, model: type[BaseModel], path: KeyPath, name: str) -> str:
    if detail["type"] == "extra_forbidden":
        return f"unknown key {name!r}; {suggestion(path[-1], known_keys(model, path[:-1]))}"
    if detail["type"] == "missing":
        return f"{name!r} must be given"
    if detail["type"] in _NOT_A_MAPPING:
        keys = known_keys(model, path)
        return f"{name!r} must be a mapping" + (f" with the keys {', '.join(keys)}" if keys else "")
    message = detail["msg"].removeprefix("Value error, ")
    return f"{name!r} is wrong: {message[:1].lower()}{message[1:]}" if name else message


def known_keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys that the model at `path` below `model` takes, none where there is no model."""
    inner: type[BaseModel] | None = model
    for part in path:
        inner = _model_of(inner, part) if inner is not None else None
    return [field.alias or name for name, field in inner.model_fields.items()] if inner is not None else []


def _model_of(model: type[BaseModel], part: str) -> type[BaseModel] | None:
    field = model.model_fields.get(part)
    if field is None:
        return None
    candidates = (field.annotation, *get_args(field.annotation))
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)
