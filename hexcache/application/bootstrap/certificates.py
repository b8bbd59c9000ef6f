"""Reading the calibration that the settings name, so that a cache gets its threshold from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hexcache.application.bootstrap.sections import ThresholdFrom
from hexcache.application.policy import Policy
from hexcache.domain.certificate import Certificate
from hexcache.domain.errors import ConfigurationError, CorruptEntryError

if TYPE_CHECKING:
    from hexcache.application.bootstrap.settings import Settings
    from hexcache.application.policy import CacheOptions


def cache_options(settings: Settings) -> CacheOptions:
    """Return the options of the cache that somebody set, the calibration read where the threshold names one.

    Raises:
        ConfigurationError: the calibration cannot be read.
    """
    options = settings.cache.options()
    named: object = options.get("threshold")
    if isinstance(named, ThresholdFrom):
        try:
            options["threshold"] = read_certificate(named.path)
        except ConfigurationError as error:
            place = settings.where(("cache", "threshold", "from"))
            raise ConfigurationError(f"{place}: {error}" if place else str(error)) from error
    return options


def policy_of(settings: Settings, *, calibrated: bool = True) -> Policy:
    """Return what a cache with these settings is told to do; with `calibrated=False` whatever the threshold is.

    Raises:
        ConfigurationError: the calibration cannot be read, or was made for another measure or other guards.
    """
    if calibrated:
        return Policy.of(**cache_options(settings))
    options = settings.cache.options()
    options.pop("threshold", None)
    return Policy.of(**options)


def read_certificate(path: str) -> Certificate:
    """Return the certificate in a file.

    Raises:
        ConfigurationError: there is none.
    """
    try:
        return Certificate.from_json(Path(path).read_text(encoding="utf-8"))
    except (CorruptEntryError, UnicodeDecodeError, OSError) as error:
        said = error if isinstance(error, CorruptEntryError) else "cannot be read; write it with 'hexcache calibrate'"
        raise ConfigurationError(f"calibration {path!r}: {said}") from error
