"""Embedders: one module or package each, found by its entry point."""
