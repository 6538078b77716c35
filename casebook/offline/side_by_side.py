"""Work shared out to a few processes: each begins as a new Python, does one job and ends.

A process that went on to another job would keep the memory of the first: 1.4 GB in all, measured, where 0.8 will do.
Nothing outlives the run: a process ends when its pipe does, and one that is stopped lets go of what it holds.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any


class Ended(Exception):
    """A process ended without a word, for want of memory most likely."""


@dataclass
class _Process:
    process: BaseProcess
    pipe: "Connection[Any, Any]"
    at: int = -1


Begun = Callable[[Sequence[int]], Any]
"""Told the numbers of the jobs that are under way, whenever one begins or ends."""


def processors() -> int:
    """How many processors there are for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(work: Callable[[Any], Any], jobs: Sequence[Any], most: int,
                 begun: Begun = lambda numbers: None) -> Iterator[tuple[int, Any]]:
    """Do jobs in their order by at most `most` processes; give the number of each that has ended, with what came of it:
    what `work` returned or raised, or Ended. With one process there is none but ours. All must be fit for pickling."""
    if most < 2 or len(jobs) < 2:
        yield from _alone(work, jobs, begun)
        return
    busy, left = list[_Process](), list(range(len(jobs)))
    try:
        while left or busy:
            while left and len(busy) < most:
                busy.append(_begin(_start(work), left.pop(0), jobs))
            begun(sorted(one.at for one in busy))
            for one in _ended(busy):
                found = _answer(one)
                _stop([one])
                yield one.at, found
    finally:
        _stop(busy)


def _alone(work: Callable[[Any], Any], jobs: Sequence[Any], begun: Begun) -> Iterator[tuple[int, Any]]:
    for at, job in enumerate(jobs):
        begun((at,))
        yield at, _tried(work, job)


def _tried(work: Callable[[Any], Any], job: Any) -> Any:
    try:
        return work(job)
    except Exception as error:
        return error


# On our side -----------------------------------------------------------------------------------------------------

def _start(work: Callable[[Any], Any]) -> _Process:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()
    return _Process(process, ours)


def _begin(one: _Process, at: int, jobs: Sequence[object]) -> _Process:
    one.at = at
    with suppress(OSError):  # if it has ended, reading from it will tell
        one.pipe.send(jobs[at])
    return one


def _ended(busy: list[_Process]) -> list[_Process]:
    """Wait for some to end their jobs, and take them from those under way."""
    ready = wait([one.pipe for one in busy])
    ended = [one for one in busy if one.pipe in ready]
    busy[:] = [one for one in busy if one not in ended]
    return ended


def _answer(one: _Process) -> Any:
    try:
        return one.pipe.recv()
    except (EOFError, OSError):
        return Ended()


def _stop(processes: Sequence[_Process]) -> None:
    for one in processes:
        one.pipe.close()
        one.process.terminate()
    for one in processes:
        one.process.join()


# On theirs -------------------------------------------------------------------------------------------------------

def _serve(pipe: "Connection[Any, Any]", work: Callable[[Any], Any]) -> None:
    """Do what comes through the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed in our terminal, it reaches them too; we tell them
    signal.signal(signal.SIGTERM, _leave)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        pipe.send(_tried(work, pipe.recv()))


def _leave(number: int, frame: object) -> None:
    """As an exception, so that files laid aside and programs begun are cleared away."""
    raise KeyboardInterrupt
