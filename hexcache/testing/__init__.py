"""The contract kit: what proves that an adapter keeps the promises of its port.

`contracts` holds the suites, `differential` compares an adapter with the memory adapter, `proxy` lets plain synchronous
tests drive async adapters, `fakes` stands in for clocks, embedders and failing backends. Needs `hexcache[testing]`;
the fakes alone need nothing.
"""

from __future__ import annotations

try:
    import pytest
except ImportError:
    pass  # only the fakes can be used
else:  # before the suites are imported, or a failing assert in them prints nothing
    pytest.register_assert_rewrite("hexcache.testing.contracts", "hexcache.testing.differential")
