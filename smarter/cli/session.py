"""One run of the command: global flags, and the kinds, manifests and platform they lead to."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from smarter.cli.output import stdio

if TYPE_CHECKING:
    from datetime import datetime

    from smarter import Smarter
    from smarter.cli.config.project import Lead, Project
    from smarter.cli.output.progress import Progress
    from smarter.client.time_budget import TimeBudget
    from smarter.contexts import Context
    from smarter.engine import Outcome
    from smarter.errors import ManifestError
    from smarter.kinds import KindTable
    from smarter.manifest import Bundle, Finding
    from smarter.manifest.variables import Variables
    from smarter.platform import Platform


_PATIENCE = 60.0  # seconds

# Commands that send no request while they look up a kind.
_OFFLINE = frozenset(("completion", "explain", "init", "schema", "validate"))


# The verb of each command in the message that it did nothing.
_DONE = {
    "adopt": "adopted",
    "delete": "deleted",
    "describe": "read",
    "diff": "compared",
    "export": "exported",
    "get": "read",
    "graph": "drawn",
    "plan": "planned",
}


class Session:
    """State of one run; everything is created at first use.

    Attributes:
        allowed: the folders of `--allow-file`.
        more_paths: manifests named without -f.
        parts: resources of the manifests, as KIND/NAME, to which the command is limited.
        paged: show text that is longer than the terminal in a pager.
        quiet: print errors only.
        absolute: show dates instead of ages.
        show_unchanged: list resources that are unchanged, too.
        environment: the environment of `.smarter.yaml` that --environment or SMARTER_ENVIRONMENT_NAME chooses.
        variable_words, variable_files: the values of --var and --vars.
        context, base_url, api_key_file, timeout, ca_cert, client_cert: the flags, None if not given.
        output_format: the format of `-o`.
        verbose: the number of `-v`.
        waiting: the progress of slow requests; None before the first one.
        words: the command's name, one word a level: `["apply"]`, `["local", "serve"]`.
    """

    def __init__(self) -> None:
        self.context: Optional[str] = None
        self.base_url: Optional[str] = None
        self.api_key_file: Optional[str] = None
        self.verbose = 0
        self.words: List[str] = []
        self.output_format = "text"
        self.timeout: Optional[float] = None
        self.ca_cert: Optional[str] = None
        self.client_cert: Optional[str] = None
        self.waiting: Optional[Progress] = None
        self._time_budget: Optional[TimeBudget] = None
        self.allowed: Sequence[str] = ()
        self.environment: Optional[str] = None
        self.variable_words: Sequence[str] = ()
        self.variable_files: Sequence[str] = ()
        self.more_paths: Sequence[str] = ()
        self.parts: Sequence[str] = ()
        self.paged = False
        self.quiet = False
        self.absolute = False
        self.show_unchanged = False
        self._resolved: Optional[Context] = None
        self._values: Optional[Variables] = None
        self._platform: Optional[Platform] = None
        self._closing: List[Any] = []

    def start(self) -> None:
        """Set up logging once the command line is parsed."""
        if self.verbose:
            stdio.log_to_stderr(self.verbose)

    @property
    def verb(self) -> str:
        """The command as the `type` of documents names it; `error` if none was parsed."""
        return ".".join(self.words) or "error"

    @property
    def for_people(self) -> bool:
        """Return whether results are text lines, printed as they come, not one document."""
        return self.output_format in ("text", "table") and not self.quiet

    @property
    def now(self) -> Optional[datetime]:
        """The moment that ages are counted from; None with `--absolute`, for dates."""
        from datetime import datetime, timezone

        return None if self.absolute else datetime.now(timezone.utc)

    @property
    def lists_unchanged(self) -> bool:
        """Return whether unchanged resources have lines of their own; they are counted anyway."""
        return self.show_unchanged or self.verbose > 0

    @cached_property
    def kinds(self) -> KindTable:
        """The shipped kinds, and further ones of the platform, looked up on demand."""
        from smarter.cli.config.kind_lookup import kinds_with_lookup

        offline = _OFFLINE.intersection(self.words[:1])
        return kinds_with_lookup(self.address, None if offline else self.platform)

    def address(self) -> Optional[str]:
        """Return the base URL of the context, None if it has none. Needs no key."""
        from smarter import contexts
        from smarter.errors import ConfigurationError

        environ = self.environ()
        try:
            given = self.base_url or (None if self.context else environ.get("SMARTER_BASE_URL"))
            if given:
                return contexts.normalize_base_url(given)
            config = contexts.read_config(environ)
            return contexts.context_url(contexts.chosen_name(self.context, config, environ), config, environ)
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

        named = ("context", "base_url", "api_key_file", "ca_cert", "client_cert")
        given = [(f"--{name.replace('_', '-')}", getattr(self, name)) for name in named]
        return " ".join(
            ["smarter", *(f"{flag} {shlex.quote(value)}" for flag, value in given if value), words]
        )

    def label(self, word: str, name: str) -> str:
        """Return `plugin/faq`, the name of a resource in every output."""
        kind = self.kinds.find(word)
        return f"{kind.singular if kind else word.lower()}/{name}"

    def member(self, canonical: str, name: str) -> str:
        """Return `chatbot/help`, the name of a resource that an inventory has by its canonical kind."""
        return self.label(self.kinds.usual(canonical).name if self.kinds.find(canonical) else canonical, name)

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
        return self._lead(own_key).environ

    def _lead(self, own_key: bool = False) -> Lead:
        from smarter.cli.config.project import lead

        return lead(
            os.environ,
            self.dotenv,
            self.project,
            chosen=bool(self.context or self.base_url),
            own_key=own_key or self.api_key_file is not None,
        )

    def _manifest_environ(self) -> Tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the variables of `${env:NAME}`, and the withheld ones with the reason."""
        from smarter.errors import ConfigurationError

        try:
            found, context = self._lead(), self.resolve()
        except ConfigurationError:  # no platform is found, so none is sent anything
            return {**self.dotenv, **os.environ}, {}
        if context.local:  # nothing leaves this machine
            return {**self.dotenv, **os.environ}, {}
        allowed, withheld = found.variables(os.environ, self.dotenv)
        keys = {
            name: "it holds the platform's key" for name, value in allowed.items() if value == context.api_key
        }
        return allowed, {**withheld, **keys}

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

    def variables(self) -> Optional[Variables]:
        """Return the variables of `${var:NAME}`, from flags, files and the environment; None if none are defined.

        Raises:
            ConfigurationError: a source is malformed.
        """
        if self._values is None:
            project = self.project
            if not (self.variable_words or self.variable_files or (project and project.environments)):
                return None
            from smarter.manifest.variables import read_all

            self._values = read_all(
                self.variable_words,
                self.variable_files,
                os.path.relpath(project.file) if project else None,
                project.environment if project else None,
                project.environments if project else {},
            )
        return self._values

    def paths(self, given: Sequence[str]) -> Sequence[str]:
        """Return the manifests of `-f`, else those of `.smarter.yaml`.

        Raises:
            click.UsageError: neither says any.
        """
        chosen = [*given, *self.more_paths] or self.project_paths()
        if not chosen:
            import click

            raise click.UsageError("Name manifests with -f PATH.")
        return chosen

    def project_paths(self) -> List[str]:
        """Return the `paths` of `.smarter.yaml`, those below its folder as a user would type them here."""
        if self.project is None:
            return []
        folder = str(self.project.file.parent)
        return [os.path.relpath(path) if path.startswith(folder) else path for path in self.project.paths]

    def api_key(self) -> Optional[str]:
        """Return the key in `--api-key-file`, None without the flag."""
        if self.api_key_file is None:
            return None
        from smarter.cli.config.key_store import read_key

        return read_key(self.api_key_file)

    def load(self, paths: Sequence[str], *, resolve: bool, complete: bool = False) -> Bundle:
        """Load manifests; `resolve` replaces secrets and files too, variables are replaced always.

        `complete`: a document that may be a manifest and would be skipped is an error.

        Raises:
            ManifestError: they cannot be used; nothing may be sent.
        """
        from smarter.manifest import load

        stdin = sys.stdin.buffer if "-" in paths else None
        environ, withheld = self._manifest_environ() if resolve else ({**self.dotenv, **os.environ}, {})
        bundle = load(
            list(paths),
            self.kinds,
            stdin=stdin,
            environ=environ,
            resolve=resolve,
            allowed=() if withheld else self.allowed,
            withheld=withheld,
            complete=complete,
            variables=self.variables(),
        )
        if bundle.errors:
            raise self._refusal(paths, bundle)
        return bundle

    def _refusal(self, paths: Sequence[str], bundle: Bundle) -> ManifestError:
        """Return the error for invalid manifests.

        If every document is valid by itself, missing references are reported with the duplicates.
        """
        from smarter import engine
        from smarter.errors import ManifestError, SmarterError

        findings = list(bundle.findings)
        if all(found.rule == "duplicate-resource" for found in findings if found.severity == "error"):
            try:
                engine.plan(self.platform(), bundle.resources)
            except ManifestError as error:
                findings.extend(error.findings)
            except SmarterError:  # no key, no platform: what is known already is reason enough
                return self._error(paths, findings)
        return self._error(paths, findings)

    def _error(self, paths: Sequence[str], findings: Sequence[Finding]) -> ManifestError:
        import shlex

        from smarter.errors import ManifestError

        flags = ["--env"] if any(found.rule == "unset-variable" for found in findings) else []
        flags += ["-e", self.environment] if self.environment else []
        flags += [word for file in self.variable_files for word in ("--vars", file)]
        flags += [word for given in self.variable_words for word in ("--var", given)]
        wrong = sum(found.severity == "error" for found in findings)
        done = _DONE.get(self.verb, "applied")
        return ManifestError(
            f"{wrong} error{'' if wrong == 1 else 's'} in the manifests; nothing was {done}",
            findings,
            hint=f"smarter validate {' '.join(map(shlex.quote, (*flags, *paths)))}",
        )

    def worth_saying(self, findings: Sequence[Finding]) -> List[Finding]:
        """Return errors and warnings; notes too with `-v`."""
        return [found for found in findings if self.verbose or found.severity != "note"]

    def platform(self) -> Platform:
        """Return the context's platform; it is contacted by the first request."""
        if self._platform is None:
            from smarter.platform import Platform

            stdio.log_to_stderr(self.verbose)
            self._platform = Platform(self.client(), self.kinds)
        return self._platform

    def platform_of(self, name: str) -> Platform:
        """Return the platform of another context, with the key that is stored for it."""
        from smarter.platform import Platform

        return Platform(self.connect(self._context_of(name)), self.kinds)

    def choose(self, name: str) -> None:
        """Choose a context, with its stored key: the environment's may belong to another one."""
        self.context = name
        self._resolved = self._context_of(name)

    def _context_of(self, name: str) -> Context:
        from smarter import contexts

        # One key and one address of the environment cannot be those of two platforms.
        hidden = ("SMARTER_API_KEY", "SMARTER_BASE_URL", "SMARTER_CONTEXT")
        environ = {key: value for key, value in self.environ().items() if key not in hidden}
        return contexts.resolve(name, environ=environ)

    def secrets(self) -> Mapping[str, str]:
        """Return the variables of `${env:NAME}` that may be sent to the platform."""
        return self._manifest_environ()[0]

    def scratch_folder(self) -> str:
        """Return a new folder that is removed at the end of the run."""
        import shutil
        import tempfile

        folder = tempfile.mkdtemp(prefix="smarter-")
        stack = ExitStack()
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        self._closing.append(stack)
        return folder

    def client(self, *, patient: bool = False) -> Smarter:
        """Return a client of the context's platform; `patient` allows minutes per response."""
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
        self._closing.append(self.waiting)
        timeout = self._patience(patient)
        if context.local:
            client = Smarter(context=context, timeout=timeout)
        else:
            client = Smarter(context=context, timeout=timeout, http_client=self._http_client())
        if self.timeout is not None:
            self._limit_time(client, self.timeout)
        self._closing.append(client)
        return client

    def _limit_time(self, client: Smarter, seconds: float) -> None:
        """Bound all requests of the command by `--timeout`. `wait` has its own flag for the whole."""
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
        from smarter.client.http import Timeout

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
        """Pause the progress line while the user is prompted or the command sleeps; `--timeout` restarts then."""
        if self.waiting is None:
            yield
        else:
            with self.waiting.pause_progress():
                yield
        if self._time_budget is not None:
            self._time_budget.renew()

    def remember(self, outcomes: Sequence[Outcome]) -> None:
        """Record created and deleted names for completion."""
        from smarter.cli.name_cache import remember

        settled = [outcome for outcome in outcomes if outcome.action not in ("failed", "skipped")]
        for gone in (False, True):
            by_kind: Dict[str, List[str]] = {}
            for outcome in settled:
                absent = outcome.action == "unchanged" and outcome.step.live is None
                if (absent or outcome.action == "deleted") == gone:
                    by_kind.setdefault(outcome.kind, []).append(outcome.name)
            for word, names in by_kind.items():
                kind = self.kinds.find(word)
                if kind is not None:
                    remember(self.place, kind.names, names, gone=gone)

    def close(self) -> None:
        """Close connections and databases in reverse order."""
        while self._closing:
            self._closing.pop().close()
