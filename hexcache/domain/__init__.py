"""The domain: pure rules on numpy and the standard library. No clock, no randomness, no I/O, no logging."""
