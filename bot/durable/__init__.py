"""Durable execution (DBOS) and the timetable (APScheduler)."""
