"""Outbound adapters: one folder for each technology, found by entry points and never imported by name."""
