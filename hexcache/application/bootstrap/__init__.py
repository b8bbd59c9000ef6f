"""Bootstrap: settings, the registry of plugins, the containers, and `open_cache` that uses them."""
