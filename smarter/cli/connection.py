"""Connection of one run: its platform's flags, its project and its clients."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any, Iterator, List, Mapping, Optional, Tuple

from smarter.cli.output import stdio

if TYPE_CHECKING:
    from smarter import Smarter
    from smarter.cli.config.project import MergedEnvironment, Project
    from smarter.cli.output.progress import Progress
    from smarter.client.time_budget import TimeBudget
    from smarter.contexts import Context

_PATIENCE = 60.0  # seconds


class Connection:
    """Flags, environment, project and clients of one run, created at first use.

    Attributes:
        context, base_url, api_key_file, timeout, ca_cert, client_cert: the flags, None if not given.
        environment: the environment of `.smarter.yaml` that --environment or SMARTER_ENVIRONMENT_NAME chooses.
        verbose: the number of `-v`.
        waiting: the progress of slow requests; None before the first one.
        words: the command's name, one word a level: `["apply"]`, `["local", "serve"]`.
    """

    def __init__(self) -> None:
        self.context: Optional[str] = None
        self.base_url: Optional[str] = None
        self.api_key_file: Optional[str] = None
        self.timeout: Optional[float] = None
        self.ca_cert: Optional[str] = None
        self.client_cert: Optional[str] = None
        self.environment: Optional[str] = None
        self.verbose = 0
        self.waiting: Optional[Progress] = None
        self.words: List[str] = []
        self._time_budget: Optional[TimeBudget] = None
        self._resolved: Optional[Context] = None
        self._closing = ExitStack()

    def start(self) -> None:
        """Set up logging once the command line is parsed."""
        if self.verbose:
            stdio.log_to_stderr(self.verbose)

    def address(self) -> Optional[str]:
        """Return the base URL of the context, None if it has none. Needs no key."""
        from smarter import contexts
        from smarter.errors import ConfigurationError

        environ = self.environ()
        try:
            given = self.base_url or (None if self.context else environ.get("SMARTER_BASE_URL"))
            if given:
                return contexts.normalize_base_url(given)
            environ, config, name = self.configuration()
            return contexts.context_url(name, config, environ)
        except ConfigurationError:
            return None

    @property
    def place(self) -> str:
        """The word under which names on this platform are remembered."""
        from smarter.cli.name_cache import place_of

        return place_of(self.base_url, self.context)

    def line(self, words: str) -> str:
        """Return a command line for the same platform, to be typed by people."""
        import shlex

        from smarter.contexts import shown_url

        named = ("context", "base_url", "api_key_file", "ca_cert", "client_cert")
        given = [(f"--{name.replace('_', '-')}", getattr(self, name)) for name in named]
        return " ".join(
            ["smarter", *(f"{flag} {shlex.quote(shown_url(value))}" for flag, value in given if value), words]
        )

    def resolve(self) -> Context:
        """Resolve flags, environment and configuration to a context."""
        if self._resolved is None:  # once: a key file may be standard input, and a keyring may prompt
            from smarter import contexts

            self._resolved = contexts.resolve(self.context, self.base_url, self.api_key(), self.environ())
        return self._resolved

    def environ(self, *, own_key: bool = False) -> Mapping[str, str]:
        """Return the environment completed by `.env` and `.smarter.yaml`.

        `own_key`: the user gives a key in another way than by a flag.
        """
        return self._merged_environment(own_key).environ

    def configuration(self, *, own_key: bool = False) -> Tuple[Mapping[str, str], Mapping[str, Any], str]:
        """Return the environment, the configuration and the current context's name."""
        from smarter import contexts

        environ = self.environ(own_key=own_key)
        config = contexts.read_config(environ)
        return environ, config, contexts.chosen_name(self.context, config, environ)

    def _merged_environment(self, own_key: bool = False) -> MergedEnvironment:
        from smarter.cli.config.project import merge_environment

        return merge_environment(
            os.environ,
            self.dotenv,
            self.project,
            chosen=bool(self.context or self.base_url),
            own_key=own_key or self.api_key_file is not None,
        )

    @cached_property
    def dotenv(self) -> Mapping[str, str]:
        """The variables of `.env` in the working folder."""
        if not os.path.exists(".env"):
            return {}
        from pathlib import Path

        from smarter.cli.config.project import read_dotenv

        return read_dotenv(Path.cwd())

    @cached_property
    def project(self) -> Optional[Project]:
        """The repository's `.smarter.yaml`."""
        from smarter.manifest.project_file import find_project_file

        environment = self.environment_name()
        if environment is None and find_project_file(os.getcwd()) is None:
            return None  # without the imports: most folders have no project
        from pathlib import Path

        from smarter.cli.config.project import find_project

        return find_project(Path.cwd(), environment)

    def environment_name(self) -> Optional[str]:
        """Return the environment that a flag, a variable or `.env` names."""
        word = "SMARTER_ENVIRONMENT_NAME"
        return self.environment or os.environ.get(word) or self.dotenv.get(word) or None

    def api_key(self) -> Optional[str]:
        """Return the key in `--api-key-file`, None without the flag."""
        if self.api_key_file is None:
            return None
        from smarter.cli.config.key_store import read_key

        return read_key(self.api_key_file)

    def choose(self, name: str) -> None:
        """Choose a context, with its stored key rather than the environment's."""
        self.context = name
        self._resolved = self._context_of(name)

    def _context_of(self, name: str) -> Context:
        from smarter import contexts

        # One key and one address of the environment cannot be those of two platforms.
        hidden = ("SMARTER_API_KEY", "SMARTER_BASE_URL", "SMARTER_CONTEXT")
        environ = {key: value for key, value in self.environ().items() if key not in hidden}
        return contexts.resolve(name, environ=environ)

    def client(self, *, patient: bool = False) -> Smarter:
        """Return a client of the platform; `patient` allows minutes for a response."""
        context = self.resolve()
        if self.verbose:
            stdio.write_message(f"context {context.name} at {context.shown_url}, key from {context.source}\n")
        return self.connect(context, patient=patient)

    def connect(self, context: Context, *, patient: bool = False) -> Smarter:
        """Return a client of a context's platform, closed at the end of the run."""
        from smarter import Smarter
        from smarter.cli.output.progress import Progress

        self.waiting = Progress(f"waiting for {context.shown_url}")
        self.waiting.start()
        self._closing.callback(self.waiting.close)
        http_client = None if context.local else self._http_client()
        client = Smarter(context=context, timeout=self._patience(patient), http_client=http_client)
        if self.timeout is not None:
            self._limit_time(client, self.timeout)
        self._closing.callback(client.close)
        return client

    def _limit_time(self, client: Smarter, seconds: float) -> None:
        """Bound the command's requests by `--timeout`, those of `wait` one by one."""
        from smarter.client.time_budget import TimeBudget

        if self._time_budget is None:
            self._time_budget = TimeBudget(seconds, each=self.words[:1] == ["wait"])
        client._core = client._core.changed(time_budget=self._time_budget)

    def _patience(self, patient: bool) -> Any:
        """Return the timeout of the flag or the environment, else one minute.

        Model replies and uploads (`patient`) get the client's ten minutes.
        """
        from smarter import NOT_GIVEN

        if self.timeout is not None:
            return self.timeout
        if patient or self.environ().get("SMARTER_TIMEOUT"):
            return NOT_GIVEN
        from smarter.client.http.httpx_classes import Timeout

        return Timeout(_PATIENCE, connect=5.0)

    def _http_client(self) -> Any:
        """Return an HTTP client with the certificates of the flags, None without any."""
        if self.ca_cert is None and self.client_cert is None:
            return None
        import ssl

        from smarter import DefaultHttpxClient
        from smarter.errors import ConfigurationError

        try:
            tls = ssl.create_default_context(cafile=self.ca_cert)
            if self.client_cert is not None:
                tls.load_cert_chain(self.client_cert)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"cannot load the certificates: {error.strerror or type(error).__name__}",
                hint="--ca-cert and --client-cert take PEM files; --client-cert holds the certificate and its key.",
            ) from None
        return DefaultHttpxClient(verify=tls)

    @contextmanager
    def pause_progress(self) -> Iterator[None]:
        """Pause the progress line for a prompt or a sleep; then restart `--timeout`."""
        with self.waiting.pause_progress() if self.waiting is not None else nullcontext():
            yield
        if self._time_budget is not None:
            self._time_budget.renew()

    def scratch_folder(self) -> str:
        """Return a new folder that is removed at the end of the run."""
        import shutil
        import tempfile

        folder = tempfile.mkdtemp(prefix="smarter-")
        self._closing.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def close(self) -> None:
        """Close connections and databases in reverse order."""
        self._closing.close()
