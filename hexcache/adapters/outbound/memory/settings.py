"""What can be set for the memory adapter."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, PositiveInt


class MemoryOptions(BaseModel):
    """Options of `memory`, for vector and key-value stores.

    Attributes:
        max_entries: the most entries to keep: what was used least recently goes first. None keeps all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, hide_input_in_errors=True)

    max_entries: PositiveInt | None = None
