"""Use cases as plans, and the shells that run them with real ports."""
