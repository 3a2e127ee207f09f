"""Which process runs a job of the timetable, and which tick is done: one row for each job."""

from sqlalchemy import Engine, or_, update
from sqlmodel import Session, col, select

from bot.store.database import transaction, upsert
from bot.store.tables import HeartbeatRow, JobRunRow

FREE = ""
"""The holder of a job that doesn't run."""


class JobRunStore:
    """The jobs, seen by the process `instance`. A process without a heartbeat is dead, and holds nothing."""

    def __init__(self, engine: Engine, instance: str) -> None:
        self._engine = engine
        self._instance = instance

    def claim(self, job: str, tick: int | None, *, runs_here: bool) -> bool:
        """Take a job for a tick, or for none. Return whether this process has to run it now.

        If it runs already, for an earlier tick, it runs again afterwards. `runs_here`: whether this process runs it;
        if not, what the row says about this process is out of date. Raises `Unavailable`.
        """
        while True:
            with transaction(self._engine) as session:
                if self._take(session, job, tick, runs_here=runs_here):
                    return True
                row = session.exec(select(JobRunRow).where(JobRunRow.job == job)).one_or_none()
                if row is None:
                    new = upsert(session, JobRunRow).values(JobRunRow(job=job).model_dump())
                    session.execute(new.on_conflict_do_nothing())
                elif _is_over(row, tick) or _update(session, job, row.holder, is_wanted=True):
                    return False

    def _take(self, session: Session, job: str, tick: int | None, *, runs_here: bool) -> bool:
        living = select(HeartbeatRow.process_name)
        holder, done = col(JobRunRow.holder), col(JobRunRow.done)
        is_free = [holder == FREE, holder.not_in(living), *([] if runs_here else [holder == self._instance])]
        values = {"holder": self._instance, "is_wanted": False} | ({} if tick is None else {"tick": tick})
        is_due = () if tick is None else (done < tick,)
        taken = update(JobRunRow).where(col(JobRunRow.job) == job, or_(*is_free), *is_due).values(**values)
        return bool(session.execute(taken).rowcount)  # type: ignore[attr-defined]

    def finish(self, job: str) -> bool:
        """Give a job back, unless it has to run again. Return whether it's over for this process."""
        with transaction(self._engine) as session:
            is_over = update(JobRunRow).where(
                col(JobRunRow.job) == job, col(JobRunRow.holder) == self._instance, col(JobRunRow.is_wanted).is_(False)
            )
            values = {"holder": FREE, "done": JobRunRow.tick}
            if session.execute(is_over.values(**values)).rowcount:  # type: ignore[attr-defined]
                return True
            return not _update(session, job, self._instance, is_wanted=False)

    def is_held(self, job: str) -> bool:
        """Return whether this process still holds the job."""
        with transaction(self._engine) as session:
            found = session.exec(select(JobRunRow.holder).where(JobRunRow.job == job)).one_or_none()
            return found == self._instance


def _is_over(row: JobRunRow, tick: int | None) -> bool:
    """Whether the job ran for the tick, or runs for it."""
    return tick is not None and tick <= (row.done if row.holder == FREE else row.tick)


def _update(session: Session, job: str, holder: str, *, is_wanted: bool) -> bool:
    """Say whether a job has to run again after its run. Return False if the holder has changed meanwhile."""
    wanted = update(JobRunRow).where(col(JobRunRow.job) == job, col(JobRunRow.holder) == holder)
    return holder != FREE and bool(session.execute(wanted.values(is_wanted=is_wanted)).rowcount)  # type: ignore[attr-defined]
