"""How hypothesis runs the differential suites."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def profile(examples: int, *, shrinks: bool) -> settings:
    """Return settings under which every run tries the same examples, however slow the backend is."""
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrinks else [])]
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=phases,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
