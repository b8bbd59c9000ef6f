"""Inbound adapters: what drives the application from outside."""
