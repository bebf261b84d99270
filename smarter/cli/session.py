"""One run of the command: its kinds, manifests, platform and results."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple

from smarter._text import count_of
from smarter.cli.connection import Connection
from smarter.cli.output import stdio

if TYPE_CHECKING:
    from datetime import datetime

    from smarter.engine import Outcome
    from smarter.errors import ManifestError
    from smarter.kinds import KindTable
    from smarter.manifest import Bundle, Finding, Resource
    from smarter.manifest.variables import Variables
    from smarter.platform import Platform

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


class Session(Connection):
    """State of one run: its connection, its manifests, and what it prints.

    Attributes:
        allowed: the folders of `--allow-file`.
        more_paths: manifests named without -f.
        parts: resources of the manifests, as KIND/NAME, to which the command is limited.
        paged: show text that is longer than the terminal in a pager.
        quiet: print errors only.
        absolute: show dates instead of ages.
        show_unchanged: list resources that are unchanged, too.
        variable_words, variable_files: the values of --var and --vars.
        output_format: the format of `-o`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.output_format = "text"
        self.allowed: Sequence[str] = ()
        self.variable_words: Sequence[str] = ()
        self.variable_files: Sequence[str] = ()
        self.more_paths: Sequence[str] = ()
        self.parts: Sequence[str] = ()
        self.paged = False
        self.quiet = False
        self.absolute = False
        self.show_unchanged = False
        self._values: Optional[Variables] = None
        self._platform: Optional[Platform] = None

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
        """Return whether unchanged resources have lines; they are counted anyway."""
        return self.show_unchanged or self.verbose > 0

    @cached_property
    def kinds(self) -> KindTable:
        """Kinds: shipped ones, those of `$SMARTER_SCHEMAS`, the platform's on demand."""
        from smarter.kinds import load_kinds

        return load_kinds().with_lookup(self._find_kind)

    def _find_kind(self, word: str) -> Optional[Mapping[str, Any]]:
        """Return the schema of a kind, pulled for the context or from the platform."""
        from smarter.errors import SmarterError

        if self.words[:1] and self.words[0] in _OFFLINE:
            from smarter.platform.cache import SchemaCache

            url = self.address()
            return SchemaCache(url).get(word) if url else None
        try:
            return self.platform().discover(word)
        except SmarterError:  # without a key or a platform, the word is unknown
            return None

    def label(self, word: str, name: str) -> str:
        """Return `plugin/faq`, the name of a resource in every output."""
        kind = self.kinds.find(word)
        return f"{kind.singular if kind else word.lower()}/{name}"

    def member(self, canonical: str, name: str) -> str:
        """Return `chatbot/help` for the canonical kind and name in an inventory."""
        return self.label(self.kinds.usual(canonical).name if self.kinds.find(canonical) else canonical, name)

    # Applying a foreign repository must not send the user's variables to a platform that the repository chose.
    # Held by tests/acceptance/test_hostile_repository.py.
    def _manifest_environ(self) -> Tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the variables of `${env:NAME}`, and the withheld ones with the reason."""
        from smarter.errors import ConfigurationError

        try:
            found, context = self._merged_environment(), self.resolve()
        except ConfigurationError:  # no platform is found, so none is sent anything
            return {**self.dotenv, **os.environ}, {}
        if context.local:  # nothing leaves this machine
            return {**self.dotenv, **os.environ}, {}
        allowed, withheld = found.variables(os.environ, self.dotenv)
        keys = {
            name: "it holds the platform's key" for name, value in allowed.items() if value == context.api_key
        }
        return allowed, {**withheld, **keys}

    def variables(self) -> Optional[Variables]:
        """Return the values of `${var:NAME}` from flags, files and environment, or None.

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
        """Return the `paths` of `.smarter.yaml`, relative where in its folder."""
        if self.project is None:
            return []
        folder = str(self.project.file.parent)
        return [os.path.relpath(path) if path.startswith(folder) else path for path in self.project.paths]

    def load(self, paths: Sequence[str], *, resolve: bool, complete: bool = False) -> Bundle:
        """Load manifests, with variables; `resolve` replaces secrets and files, too.

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
            raise self._refusal(paths, list(bundle.findings), bundle.resources)
        return bundle

    def _refusal(
        self, paths: Sequence[str], findings: List[Finding], resources: Sequence[Resource]
    ) -> ManifestError:
        """Return the error for invalid manifests.

        If every document is valid by itself, missing references are reported with the duplicates.
        """
        import shlex

        from smarter import engine
        from smarter.errors import ManifestError, SmarterError

        if all(found.rule == "duplicate-resource" for found in findings if found.severity == "error"):
            try:
                engine.plan(self.platform(), resources)
            except ManifestError as error:
                findings.extend(error.findings)
            except SmarterError:  # without a key or a platform, the known findings are reason enough
                pass
        flags = ["--env"] if any(found.rule == "unset-variable" for found in findings) else []
        flags += ["-e", self.environment] if self.environment else []
        flags += [word for file in self.variable_files for word in ("--vars", file)]
        flags += [word for given in self.variable_words for word in ("--var", given)]
        wrong = sum(found.severity == "error" for found in findings)
        done = _DONE.get(self.verb, "applied")
        return ManifestError(
            f"{count_of(wrong, 'error')} in the manifests; nothing was {done}",
            findings,
            hint=shlex.join(["smarter", "validate", *flags, *paths]),
        )

    def shown_findings(self, findings: Sequence[Finding]) -> List[Finding]:
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

    def secrets(self) -> Mapping[str, str]:
        """Return the variables of `${env:NAME}` that may be sent to the platform."""
        return self._manifest_environ()[0]

    def remember(self, outcomes: Sequence[Outcome]) -> None:
        """Record created and deleted names for completion."""
        from smarter.cli.name_cache import remember

        names: Dict[Tuple[bool, str], List[str]] = {}
        for outcome in outcomes:
            if outcome.action not in ("failed", "skipped"):
                absent = outcome.action == "unchanged" and outcome.step.live is None
                gone = absent or outcome.action == "deleted"
                names.setdefault((gone, outcome.kind), []).append(outcome.name)
        for gone, word in sorted(names):
            kind = self.kinds.find(word)
            if kind is not None:
                remember(self.place, kind.names, names[gone, word], gone=gone)
