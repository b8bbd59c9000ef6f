"""The Redis adapter: query engine, vector sets or a portable scan, on one server, under Sentinel, or in a cluster."""
