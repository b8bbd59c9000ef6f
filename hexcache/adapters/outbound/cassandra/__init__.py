"""The Cassandra adapter: entries and values in Apache Cassandra 5, at one node or at many."""
