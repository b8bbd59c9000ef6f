"""Scripts: called by their digest, and told in full to a server that does not know them yet."""

from __future__ import annotations

import hashlib
from textwrap import dedent
from typing import TYPE_CHECKING, ClassVar

from hexcache.adapters.outbound.redis.talk import Ask, refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hexcache.adapters.outbound.redis.places import Place
    from hexcache.adapters.outbound.redis.talk import Answer, Command, Talk


class Script:
    """A Lua script."""

    known: ClassVar[dict[str, str]] = {}

    def __init__(self, *parts: str) -> None:
        text = "".join(dedent(part) for part in parts)
        self._digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        self.known[self._digest] = text

    def call(self, keys: Sequence[bytes], *arguments: bytes | str | float) -> Command:
        """Return the command that runs the script."""
        return (b"EVALSHA", self._digest, len(keys), *keys, *arguments)

    @classmethod
    def loads(cls, commands: Sequence[Command]) -> list[Command]:
        """Return the commands that load the scripts which `commands` call."""
        digests = dict.fromkeys(str(command[1]) for command in commands if command[0] == b"EVALSHA")
        return [(b"SCRIPT", b"LOAD", cls.known[digest]) for digest in digests]


def scripted(commands: Mapping[Place, Sequence[Command]], *, again: bool = True) -> Talk[Answer]:
    """Make a round trip with scripts in it; a server that does not know them is told, and asked for those again."""
    answer: Answer = yield Ask(commands, again)
    strangers = [place for place, replies in answer.items() if refused(replies, "NOSCRIPT")]
    if strangers:
        yield Ask({place: Script.loads(commands[place]) for place in strangers})
        missed = {place: _refused_positions(answer, place) for place in strangers}
        second: Answer = yield Ask(
            {place: [commands[place][position] for position in missed[place]] for place in strangers}, again
        )
        for place, replies in second.items():
            _fill(answer, place, missed[place], replies)
    return answer


def _refused_positions(answer: Answer, place: Place) -> list[int]:
    replies = answer[place]
    assert isinstance(replies, list)  # noqa: S101 - `refused` said so
    return [position for position, reply in enumerate(replies) if refused([reply], "NOSCRIPT")]


def _fill(answer: Answer, place: Place, positions: Sequence[int], replies: object) -> None:
    first = answer[place]
    if isinstance(replies, list) and isinstance(first, list):
        for position, reply in zip(positions, replies, strict=True):
            first[position] = reply
    else:
        answer[place] = replies  # type: ignore[assignment] # an error for the place
