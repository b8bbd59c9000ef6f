"""The ports: Protocols whose docstrings are the contract that `hexcache.testing.contracts` proves."""
