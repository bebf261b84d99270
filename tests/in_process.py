"""Run the `smarter` command inside the test process, isolated like a new process.

A process costs 0.7 s for an `apply`, most of it the interpreter's start and the imports; the same command costs 0.05 s
here. Each run has its own environment, working folder and three file descriptors (programs that the command starts,
such as an editor, inherit them), its own arguments and warning filters, and leaves none of them behind: loggers,
signal handlers and the caches that remember files are put back. `tests/acceptance/test_in_process.py` runs the same
commands both ways and compares.

Not isolated, so tests of these start processes: what an interpreter reads only at its start (`PYTHON*` variables), the
process's TLS settings, signals, and a terminal that is typed at.
"""

from __future__ import annotations

import gc
import io
import logging
import os
import re
import shlex
import signal
import sys
import tempfile
import threading
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, NoReturn, Optional, Sequence, Tuple, Union

from smarter.cli.main import main
from smarter.kinds import table

__all__ = ["Finished", "execute", "needs_a_process", "parse_line", "run"]

_UNREADABLE = 120  # Python's exit code when it cannot flush its buffers at the end


class Finished(NamedTuple):
    """The exit code and the output of a run."""

    code: int
    out: bytes
    err: bytes


def needs_a_process(environ: Mapping[str, str]) -> bool:
    """Return whether interpreter settings or another thread change a run here.

    The working folder, the environment and the descriptors belong to the whole process, so runs cannot overlap.
    """
    at_start = any(key.startswith("PYTHON") and key != "PYTHONWARNINGS" for key in environ)
    return at_start or threading.current_thread() is not threading.main_thread()


def parse_line(line: str) -> Optional[Tuple[Dict[str, str], List[str]]]:
    """Split a shell line of `smarter` alone, with at most `NAME=value` before it.

    Returns:
        The variables and the words after `smarter`; None if the line needs a shell: a pipe, a glob, a substitution.
    """
    if re.search(r"[|&;<>()$`*?~#!{\[\n\\]", re.sub(r"'[^']*'", "", line)):
        return None
    words = shlex.split(line)
    variables: Dict[str, str] = {}
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0], re.DOTALL):
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    return (variables, words[1:]) if words[:1] == ["smarter"] else None


def run(
    args: Sequence[str],
    *,
    folder: Union[str, Path],
    environ: Mapping[str, str],
    stdin: Optional[bytes] = None,
    stdout: Optional[int] = None,
    stderr: Optional[int] = None,
    encoding: str = "utf-8",
) -> Finished:
    """Run a command line through the script's function; return exit code and output.

    Args:
        args: the words after `smarter`.
        folder: the working folder.
        environ: the whole environment.
        stdin: what is piped in; without it stdin is empty.
        stdout, stderr: descriptors to write to instead of capturing; one that is -1 is closed, as after `>&-`.
        encoding: of the three streams.
    """
    with ExitStack() as stack:
        captured = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
        given = [
            file.fileno() if descriptor is None else descriptor
            for file, descriptor in zip(captured, (stdout, stderr))
        ]
        source = stack.enter_context(_source(stdin))
        stack.enter_context(_surroundings(folder, environ))
        stack.enter_context(_descriptors(source, *given))
        code = _exit_code(args, encoding, closed=[n for n, each in enumerate(given, 1) if each < 0])
        for file in captured:
            file.seek(0)
        return Finished(code, captured[0].read(), captured[1].read())


def execute(code: str, *, folder: Union[str, Path], environ: Mapping[str, str]) -> str:
    """Run Python code like a script, and return its output."""
    with _surroundings(folder, environ), redirect_stdout(io.StringIO()) as printed:
        names = {"__name__": "__main__"}
        exec(compile(code, "<page>", "exec"), names)
        # The end of a script closes its open files, and by default Python does not warn of that.
        warnings.simplefilter("ignore", ResourceWarning)
        names.clear()
        gc.collect()
    return printed.getvalue()


def _exit_code(args: Sequence[str], encoding: str, closed: Sequence[int]) -> int:
    streams: List[Optional[io.TextIOWrapper]] = [
        None if number in closed else _stream(number, encoding) for number in range(3)
    ]
    kept = (sys.stdin, sys.stdout, sys.stderr, sys.argv, os._exit, gc.freeze)
    sys.stdin, sys.stdout, sys.stderr = streams  # type: ignore[assignment]
    sys.argv = ["smarter", *args]
    os._exit, gc.freeze = _leave, _keep_garbage
    try:
        main()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    finally:
        opened = (sys.stdin, sys.stdout, sys.stderr)
        sys.stdin, sys.stdout, sys.stderr, sys.argv, os._exit, gc.freeze = kept  # type: ignore[misc]
        written = [_close(stream) for stream in (*opened, *streams) if stream is not None]
    return code if all(written) else _UNREADABLE


def _keep_garbage() -> None:
    """Do not freeze objects: this process does not end with the command."""


def _leave(code: int) -> NoReturn:
    raise SystemExit(code)


def _stream(number: int, encoding: str) -> io.TextIOWrapper:
    binary = open(number, "rb" if number == 0 else "wb", closefd=False)  # noqa: SIM115  closed after the run
    errors = ("surrogateescape", "strict", "backslashreplace")[number]
    return io.TextIOWrapper(binary, encoding=encoding, errors=errors, line_buffering=number == 2)


def _close(stream: Any) -> bool:
    """Close a stream; return whether its buffer could be written."""
    try:
        stream.close()
    except BrokenPipeError:
        return False
    except OSError:
        return False
    return True


@contextmanager
def _source(content: Optional[bytes]) -> Iterator[int]:
    """Open the descriptor to read stdin from: a pipe, or the null device."""
    if content is None:
        descriptor = os.open(os.devnull, os.O_RDONLY)
        yield descriptor
        os.close(descriptor)
        return
    reading, writing = os.pipe()

    def write() -> None:
        with open(writing, "wb") as pipe:
            try:
                pipe.write(content)
            except BrokenPipeError:  # the command ended without reading all of it
                return

    writer = threading.Thread(target=write)
    writer.start()
    yield reading
    os.close(reading)
    writer.join()


@contextmanager
def _descriptors(*wanted: int) -> Iterator[None]:
    """Put other files behind the descriptors 0, 1 and 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    kept = [os.dup(number) for number in range(len(wanted))]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number, descriptor in enumerate(wanted):
        os.dup2(nowhere if descriptor < 0 else descriptor, number)
    try:
        yield
    finally:
        for number, descriptor in enumerate(kept):
            os.dup2(descriptor, number)
        for descriptor in (*kept, nowhere):
            os.close(descriptor)


@contextmanager
def _surroundings(folder: Union[str, Path], environ: Mapping[str, str]) -> Iterator[None]:
    """Set the environment, folder and caches of a run, and restore them."""
    logger = logging.getLogger("smarter")
    kept: Tuple[Any, ...] = (list(logger.handlers), logger.level, logger.propagate)
    before, environment = os.getcwd(), dict(os.environ)
    interrupt = signal.getsignal(signal.SIGINT)
    os.chdir(folder)
    _replace_environment(environ)
    _forget_files()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error" if environ.get("PYTHONWARNINGS") == "error" else "default")
            yield
    finally:
        os.chdir(before)
        _replace_environment(environment)
        _forget_files()
        signal.signal(signal.SIGINT, interrupt)
        logger.handlers[:], level, logger.propagate = kept
        logger.setLevel(level)


def _replace_environment(environ: Mapping[str, str]) -> None:
    for key in [key for key in os.environ if key not in environ]:
        del os.environ[key]
    os.environ.update(environ)


def _forget_files() -> None:
    """Forget kinds of folders other than the package's: their files may change."""
    if table._table.cache_info().currsize > 1:
        table._table.cache_clear()
