"""The database URL in SQLAlchemy's form."""


def sqlalchemy_url(url: str) -> str:
    """Return `url` with the driver that we ship; `postgres://` and `postgresql://` both work."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
