"""What the global flags say, and what they lead to: the kinds, the manifests, the platform; each made at first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Optional

if TYPE_CHECKING:
    from smarter.contexts import Context
    from smarter.kinds import KindTable
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
        self._kinds: Optional["KindTable"] = None
        self._closing: List[Any] = []

    def start(self) -> None:
        """Called when the command line is known and the command is about to run."""
        if self.verbose:
            from smarter.cli.logs import to_stderr

            to_stderr(self.verbose)

    @property
    def verb(self) -> str:
        """The command as the `type` of a document names it; `error` if the command line did not get that far."""
        return ".".join(self.words) or "error"

    @property
    def kinds(self) -> "KindTable":
        """The shipped kinds."""
        if self._kinds is None:
            from smarter.kinds import load_kinds

            self._kinds = load_kinds()
        return self._kinds

    def resolve(self) -> "Context":
        """The context that flags, environment and configuration lead to; raises `ConfigurationError`."""
        from smarter import contexts

        return contexts.resolve(context=self.context, base_url=self.base_url, api_key=self.api_key())

    def api_key(self) -> Optional[str]:
        """The key out of `--api-key-file`, None without the flag; raises `ConfigurationError`."""
        if self.api_key_file is None:
            return None
        from smarter.cli.keyfile import read_key

        return read_key(self.api_key_file)

    def close(self) -> None:
        """Let go of connections and databases, the last opened first."""
        while self._closing:
            self._closing.pop().close()
