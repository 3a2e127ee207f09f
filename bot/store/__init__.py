"""The database: what is true. SQLite for one process, PostgreSQL for several."""
