"""How hypothesis draws texts here: any characters that a Python text can hold, lone surrogates and NUL included."""

from __future__ import annotations

from hypothesis import strategies as st

_TRICKY = st.sampled_from(
    ["\ud83d", "\ude00", "\x00", "-", "/", ":", "\\", '"', "a", "b", "ab", "\u00e9", "e\u0301", "\U0001f600"]
)

ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=[]), max_size=20),
    st.lists(_TRICKY, max_size=6).map("".join),
)
