"""The SQL adapter: SQLite first of all, and any database that SQLAlchemy knows."""
