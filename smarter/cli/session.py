"""What the global flags say, and what they lead to: kinds, manifests, platform, each at first use."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, List, Optional, Sequence

if TYPE_CHECKING:
    from smarter.contexts import Context
    from smarter.errors import ManifestError
    from smarter.kinds import KindTable
    from smarter.manifest import Bundle, Finding
    from smarter.platform import Platform

__all__ = ["Session"]


class Session:
    """One run of the command.

    Attributes:
        context, base_url, api_key_file: the flags, None where not given.
        verbose: how often `-v` was given.
        words: the command's name, one word a level: `["apply"]`, `["local", "serve"]`.
    """

    def __init__(self) -> None:
        self.context: Optional[str] = None
        self.base_url: Optional[str] = None
        self.api_key_file: Optional[str] = None
        self.verbose = 0
        self.words: List[str] = []
        self._kinds: Optional[KindTable] = None
        self._closing: List[Any] = []

    def start(self) -> None:
        """Called when the command line is known and the command is about to run."""
        if self.verbose:
            from smarter.cli.logs import to_stderr

            to_stderr(self.verbose)

    @property
    def verb(self) -> str:
        """The command as the `type` of a document names it; `error` where the words did not get that far."""
        return ".".join(self.words) or "error"

    @property
    def kinds(self) -> KindTable:
        """The shipped kinds."""
        if self._kinds is None:
            from smarter.kinds import load_kinds

            self._kinds = load_kinds()
        return self._kinds

    def label(self, word: str, name: str) -> str:
        """`plugin/faq`: a resource as every output names it."""
        kind = self.kinds.find(word)
        return f"{kind.singular if kind else word.lower()}/{name}"

    def resolve(self) -> Context:
        """The context that flags, environment and configuration lead to; raises `ConfigurationError`."""
        from smarter import contexts

        return contexts.resolve(context=self.context, base_url=self.base_url, api_key=self.api_key())

    def api_key(self) -> Optional[str]:
        """The key out of `--api-key-file`, None without the flag; raises `ConfigurationError`."""
        if self.api_key_file is None:
            return None
        from smarter.cli.keyfile import read_key

        return read_key(self.api_key_file)

    def load(self, paths: Sequence[str], *, resolve: bool) -> Bundle:
        """The manifests at `paths`, `-` for stdin; `resolve` puts in what `${env:NAME}` stands for.

        Raises:
            ManifestError: they cannot be used; nothing may be sent.
        """
        import sys

        from smarter.manifest import load

        stdin = sys.stdin.buffer if "-" in paths else None
        bundle = load(list(paths), self.kinds, stdin=stdin, environ=os.environ, resolve=resolve)
        if bundle.errors:
            raise self._refusal(paths, bundle)
        return bundle

    def _refusal(self, paths: Sequence[str], bundle: Bundle) -> ManifestError:
        """The error for manifests with errors. Where each is right by itself and only the set is not, what the set
        refers to in vain is named along with it."""
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

    @staticmethod
    def _error(paths: Sequence[str], findings: Sequence[Finding]) -> ManifestError:
        from smarter.errors import ManifestError

        wrong = sum(found.severity == "error" for found in findings)
        return ManifestError(
            f"{wrong} error{'' if wrong == 1 else 's'} in the manifests; nothing was written.",
            findings,
            hint=f"smarter validate {' '.join(paths)}",
        )

    def worth_saying(self, findings: Sequence[Finding]) -> List[Finding]:
        """Errors and warnings; notes too under `-v`."""
        return [found for found in findings if self.verbose or found.severity != "note"]

    def platform(self) -> Platform:
        """The platform of the context, connected to at the first request; raises `ConfigurationError`."""
        from smarter.client import Smarter
        from smarter.platform import Platform

        client = Smarter(context=self.context, base_url=self.base_url, api_key=self.api_key())
        self._closing.append(client)
        return Platform(client, self.kinds)

    def close(self) -> None:
        """Let go of connections and databases, the last opened first."""
        while self._closing:
            self._closing.pop().close()
