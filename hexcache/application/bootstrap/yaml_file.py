"""Reading `hexcache.yaml`: plain data only, every key once, and the line of each key for messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml
from typing_extensions import override

from hexcache.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

KeyPath: TypeAlias = tuple[str, ...]
"""Where a value stands: ("store", "options", "url")."""

_MAX_BYTES: Final = 1_000_000
_MAX_NODES: Final = 10_000
_KEYS_THAT_ARE_NO_TEXT: Final = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null", "timestamp", "binary", "seq", "map")
)


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file that was read.

    Attributes:
        path: the file.
        values: its top-level mapping; it may hold secrets, so `repr` leaves it out.
        lines: the line of each key, counted from 1.
    """

    path: Path
    values: Mapping[str, Any] = field(repr=False)
    lines: Mapping[KeyPath, int] = field(repr=False)

    def where(self, path: KeyPath) -> str:
        """Return the file and the line of the key at `path`, or of the nearest one that it stands under."""
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.path}:{self.lines[path]}" if path else str(self.path)


def read_config_file(path: Path) -> ConfigFile:
    """Return what the YAML file at `path` says.

    Raises:
        ConfigurationError: it cannot be read, is not YAML, holds more than plain data, has a key twice, or is not a
            mapping at the top; the message names the file and, where there is one, the line.
    """
    return parse_config(path, _read(path))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except ValueError as error:
        raise ConfigurationError(f"{str(path)!r} is no path ({error}); give the path of a YAML file") from error
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}); give the path of a YAML file") from error
    if len(data) > _MAX_BYTES:
        raise ConfigurationError(f"{path}: is larger than {_MAX_BYTES!r} bytes; give the path of a configuration file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: is not UTF-8 text; save it as UTF-8") from error


def parse_config(path: Path, text: str) -> ConfigFile:
    """Return what `text`, the content of the file at `path`, says; raises as `read_config_file`."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        _refuse_bombs(path, node)
        values = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path}{line}: {error.problem or error.context}; correct the YAML") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise ConfigurationError(f"{path}: is not YAML that can be used ({reason}); correct it") from None
    except RecursionError:
        raise ConfigurationError(f"{path}: is nested too deeply; a configuration has three levels") from None
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigurationError(
            f"{path}: must be a mapping of sections such as 'store:', got {type(values).__name__!r}"
        )
    return ConfigFile(path, values, _lines(node))


class _Loader(yaml.SafeLoader):
    """The safe loader, which makes plain data only, and takes no key twice."""

    @override
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping, or raise at the line of a key that was there before."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key_node.tag in _KEYS_THAT_ARE_NO_TEXT:
                problem = f"the key {key!r} is not text; write a setting's name, or put it in quotes"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            if key is not None and key in seen:
                problem = f"the key {key!r} is there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _refuse_bombs(path: Path, node: yaml.Node | None) -> None:
    """Refuse a document that is small as text and huge or endless as data, through aliases of aliases."""
    waiting, count = [node] if node else [], 0
    while waiting:
        count += 1
        if count > _MAX_NODES:
            raise ConfigurationError(f"{path}: holds more than {_MAX_NODES!r} values once aliases are followed; cut it")
        waiting += _children(waiting.pop())


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _lines(node: yaml.Node | None, under: KeyPath = ()) -> dict[KeyPath, int]:
    found: dict[KeyPath, int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                path = (*under, str(key.value))
                found[path] = key.start_mark.line + 1
                found |= _lines(value, path)
    return found
