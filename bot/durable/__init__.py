"""Durable execution (DBOS) and the timetable (APScheduler)."""

from bot.lean_imports import postpone

with postpone("psycopg", "psycopg.errors"):
    import dbos as dbos
