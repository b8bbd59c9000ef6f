"""The memory adapter: vectors and values of one process, gone when it ends."""
