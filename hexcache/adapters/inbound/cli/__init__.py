"""The command `hexcache`: one module for each command, and what they share."""
