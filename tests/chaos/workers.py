"""Play many stories, several at the same time. Each worker is a process with a sandbox of its own."""

import pickle
import queue
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator

from demo.stage import ROOT
from tests.chaos.playing import Result, play, start_stage


def play_all(seeds: Iterable[int], database: str, workers: int, most_forms: int) -> Iterator[Result]:
    """Yield the results as they come."""
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    results: queue.SimpleQueue[Result | None] = queue.SimpleQueue()
    for seed in seeds:
        waiting.put(seed)
    threads = [threading.Thread(target=_work, args=(waiting, results, database, most_forms)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for _ in threads:
        yield from iter(results.get, None)


def _work(
    waiting: "queue.SimpleQueue[int]", results: "queue.SimpleQueue[Result | None]", database: str, most_forms: int
) -> None:
    """Hand seeds to one worker process until none is left."""
    command = [sys.executable, "-m", "tests.chaos.workers", database, str(most_forms)]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as worker:
        assert worker.stdin
        assert worker.stdout
        try:
            while True:
                seed = waiting.get_nowait()
                print(seed, file=worker.stdin, flush=True)
                answer = worker.stdout.readline()
                died = Result(seed, database, ["the worker process ended"])
                results.put(pickle.loads(b64decode(answer)) if answer else died)
                if not answer:
                    break
        except queue.Empty:
            pass
        worker.stdin.close()
    results.put(None)


def main(database: str, most_forms: int) -> None:
    """Read seeds, play their stories, answer with the results."""
    with start_stage() as (sandbox, found):
        for line in sys.stdin:
            result = play(sandbox, found, int(line), database, most_forms)
            print(b64encode(pickle.dumps(result)).decode(), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
