"""`smarter local serve`: serve the embedded platform over HTTP."""

from __future__ import annotations

import errno
import os
import shlex
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping, Optional, Tuple
from urllib.parse import quote

import click

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, plan_view, stdio
from smarter.cli.output.emit import emit, emit_document
from smarter.cli.session import Session
from smarter.contexts import LOCAL_BASE_URL
from smarter.errors import ConfigurationError, SmarterError

if TYPE_CHECKING:
    from smarter.local import Platform


# Characters that a key must have where other machines can try keys.
_LONG_KEY = 32


@session_command(
    "smarter local serve",
    "smarter local serve --port 0 --db /tmp/try.db --seed manifests/quickstart/",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=9357,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@flags.local_database("Database file; `:memory:` keeps nothing.")
@click.option(
    "--api-key",
    metavar="KEY",
    help="API key to require instead of the one in local.key. Other users may see it; --api-key-file FILE, before the "
    "command, hides it.",
)
@click.option(
    "--seed", multiple=True, metavar="PATH", type=flags.ManifestPath(), help="Apply these manifests first."
)
@flags.dialect("Version of the platform to emulate.  [default: 0.14]", default="P14")
@click.option("--strict-faithful", is_flag=True, help="Reproduce every quirk of the real platform.")
@click.option(
    "--write-faults",
    is_flag=True,
    default=None,
    help="Reproduce the write faults of 0.14: plugins overwrite each other. Part of --strict-faithful.",
)
@click.option(
    "--default-switches",
    is_flag=True,
    help="Respond as the platform's default set-up does: 404 as JSON, 500 for an invalid key.",
)
@click.option(
    "--dial", is_flag=True, help="Connect to the databases of SqlConnections when they are applied."
)
@click.option(
    "--faults",
    "faults_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fault injection rules, as JSON.",
)
@click.option("--admin", is_flag=True, help="Enable the admin API (fault injection, clock).")
@flags.output()
def command(
    session: Session,
    /,
    host: str,
    port: int,
    db: Optional[Path],
    api_key: Optional[str],
    seed: Tuple[str, ...],
    faults_file: Optional[Path],
    admin: bool,
    **emulation: Any,
) -> int:
    """Serve the embedded platform until interrupted.

    The API key is --api-key, or a generated one in $SMARTER_HOME/local.key. On a terminal, the command prints a URL
    that opens the page with the key. With -o json it prints the URL and the path of the key file as a document once it
    listens, with -v a line for each request.
    """
    from smarter import local
    from smarter.local import faults, server

    home = contexts.data_home()
    key, key_file = _key(session, home, api_key)
    shown_key = f'"$(cat {shlex.quote(str(key_file))})"' if key_file else "YOUR_KEY"
    try:
        rules = faults.load_rules(faults_file) if faults_file else []
        platform = local.Platform(db if db is not None else home / "local.db", api_key=key, **emulation)
    except ValueError as error:
        raise ConfigurationError(str(error)) from None
    try:
        uvicorn_server = server.server(platform)
        if seed:
            failed = _apply_seed(session, platform, key, seed)
            if failed:
                return failed
        if rules or admin:
            platform.faults = faults.Faults(rules, admin=admin)
        with _listen(host, port) as listener:
            url, *others = server.usable_urls(listener, only_localhost=emulation["strict_faithful"])
            if server.is_public(listener):
                _require_long_key(key, host)
                stdio.write_message(
                    f"warning: other machines can reach {host}, and anyone with the API key can read all secrets\n"
                )
            stdio.write_message(f"Serving the embedded platform and its web page at {url}/\n")
            for other in others:
                stdio.write_message(f"From other machines: {other}/\n")
            # A terminal shows the key to its user alone; a file or a pipe may be read by others.
            if sys.stderr.isatty():
                stdio.write_message(f"  open {url}/#key={quote(key, safe='')}\n")
            stdio.write_message(f"  export SMARTER_BASE_URL={url} SMARTER_API_KEY={shown_key}\n")
            if session.verbose:
                platform.recent.on_done = _log_access
            served = {
                "url": url,
                "keyFile": str(key_file) if key_file else None,
                "dialect": emulation["dialect"],
            }
            emit(session, [served], "found")
            uvicorn_server.run(sockets=[listener])
            # Older releases of uvicorn return after Ctrl-C; newer ones raise KeyboardInterrupt.
            stdio.write_message("Stopped.\n")
    except server.ServerMissing as error:
        raise ConfigurationError(str(error), hint=server.INSTALL) from None
    except KeyboardInterrupt:
        stdio.write_message("Stopped.\n")
    finally:
        platform.close()
    return exit_codes.DONE


def _log_access(entry: Mapping[str, Any]) -> None:
    """Write a line for a request, without its query and body, which may hold secrets."""
    moment = time.strftime("%H:%M:%S", time.localtime(entry["at"]))
    line = f"{entry['method']} {quote(entry['path'])} {entry['status']} {entry['ms']:.1f} ms"
    stdio.write_message(f"{moment} {line}\n")


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise `SmarterError` if it cannot be opened."""
    from smarter.local import server

    try:
        return server.bind(host, port)
    except OSError as error:
        hint = "smarter local serve --port 0" if error.errno == errno.EADDRINUSE else None
        reason = error.strerror or str(error)
        raise SmarterError(f"Cannot listen on {host}:{port}: {reason}.", hint=hint) from None


def _require_long_key(key: str, host: str) -> None:
    """Refuse a key that can be guessed, on an address that other machines can reach."""
    if len(key) < _LONG_KEY:
        raise ConfigurationError(
            f"The API key is too short to serve on {host}: it has {len(key)} of at least {_LONG_KEY} characters.",
            hint="Leave --api-key out to generate one, or listen on 127.0.0.1.",
        )


def _key(session: Session, home: Path, api_key: Optional[str]) -> Tuple[str, Optional[Path]]:
    """Return the required key and its file, if any; print only the path."""
    from smarter.local.server import local_key

    if api_key and not _hide_argument(api_key):
        stdio.write_message(
            "warning: other users of this machine can see the key; smarter --api-key-file FILE local serve\n"
        )
    given = api_key or session.api_key()
    if given:
        return contexts.check_key(given), None
    key, path = local_key(home)
    stdio.write_message(f"The API key is in {path}.\n")
    return key, path


# The arguments of a process are readable by every user of the machine, its memory by its own user alone. Linux tells
# where the arguments are kept (fields 48 and 49 of proc(5), "stat"). Held by tests/acceptance/test_served.py.
def _hide_argument(secret: str) -> bool:
    """Overwrite a secret in the arguments shown by `ps`; return True if it worked."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        with open("/proc/self/stat", encoding="utf-8", errors="replace") as stream:
            fields = stream.read().rpartition(")")[2].split()
        start, end = int(fields[45]), int(fields[46])
        arguments = ctypes.string_at(start, end - start) if 0 < start < end else b""
    except (OSError, ValueError, IndexError):
        return False
    wanted = os.fsencode(secret)
    place = arguments.find(wanted)
    while place >= 0:
        ctypes.memset(start + place, ord("x"), len(wanted))
        place = arguments.find(wanted, place + len(wanted))
    return bool(arguments)


def _apply_seed(session: Session, platform: Platform, key: str, paths: Tuple[str, ...]) -> int:
    """Apply the manifests at `paths` in this process; return the exit code."""
    from smarter import Smarter, engine
    from smarter.client.http._sync.handler_transport import HandlerTransport
    from smarter.client.http.httpx_classes import HttpxClient
    from smarter.platform import Platform as Remote

    bundle = session.load(paths, resolve=True)
    transport = HandlerTransport(platform.handle)
    with HttpxClient(transport=transport) as http:
        client = Smarter(api_key=key, base_url=LOCAL_BASE_URL, http_client=http)
        # The address stands for any embedded platform, so that a cached dialect of it may be another one's.
        remote = Remote(client, session.kinds, dialect=platform.dialect)
        outcomes = engine.execute(remote, engine.plan(remote, bundle.resources))
    stdio.write_message(plan_view.outcomes_summary(outcomes))
    stdio.write_message(plan_view.problems_text(outcomes, session.label, stdio.Paint(sys.stderr)))
    # The page lists recent requests; those of the seed would be the first, with a failure for each missing resource.
    platform.recent.clear()
    failed = plan_view.outcomes_exit_code(outcomes)
    if failed:
        emit_document(session, plan_view.outcomes_document("local.serve", outcomes))
    return failed
