"""Adapters: what drives the application (inbound) and what it is driven with (outbound)."""
