"""The database address as SQLAlchemy wants it."""


def sqlalchemy_url(url: str) -> str:
    """`url` with the driver we ship: people write `postgres://` and `postgresql://`."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
