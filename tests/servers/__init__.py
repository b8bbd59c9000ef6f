"""Real servers for the tests, on loopback."""
