"""Plans: each use case once, as a generator that neither sync nor async code can tell apart."""
