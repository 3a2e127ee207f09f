"""Bots of journeys fork from one that has played a story, so that they start in half the time."""

from sqlalchemy import create_engine, text

from tests.e2e.support.shared_statements import COMPILED, SharingDialect


def test_engines_share_what_one_of_them_compiled() -> None:
    COMPILED.clear()
    for _ in range(2):
        engine = create_engine("sqlite://")
        engine.dialect = SharingDialect()
        SharingDialect.engine_created(engine)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()

    assert len(COMPILED) == 1
