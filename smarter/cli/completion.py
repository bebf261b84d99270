"""What the shell offers after TAB: kinds and names from what lies here already, never from a request."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Optional, Tuple

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.kinds import Kind

__all__ = [
    "SHELLS",
    "contexts",
    "known_names",
    "names_items",
    "remember",
    "script",
    "similar_name",
    "targets",
]

SHELLS = ("bash", "zsh", "fish", "powershell")
_MOST = 500  # names kept of one kind

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $ast, $cursor)
    $env:COMP_WORDS = $ast.ToString()
    $env:COMP_CWORD = $word
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $type, $value, $help = $_ -split "`t", 3
        if ($type -ne "plain") { return }  # nothing returned: PowerShell completes files itself
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """Completion for PowerShell, which click lacks."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> Tuple[List[str], str]:
        from click.shell_completion import split_arg_string

        words = split_arg_string(os.environ["COMP_WORDS"])[1:]
        incomplete = os.environ.get("COMP_CWORD", "")
        if incomplete and words and words[-1] == incomplete:
            words.pop()
        return words, incomplete

    def format_completion(self, item: CompletionItem) -> str:  # type: ignore[type-arg,unused-ignore]
        return f"{item.type}\t{item.value}\t{item.help or ''}"


def script(shell: str, root: click.Command) -> str:
    """What a shell must read to complete `smarter`."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    completer: ShellComplete = found(root, {}, "smarter", "_SMARTER_COMPLETE")
    text = completer.source()
    if shell == "bash":  # what ends in = is not the whole word
        text = text.replace(
            "    return 0\n", "    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n\n    return 0\n", 1
        )
    return text


def targets(ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
    """Kinds where the first word stands, names after it, `kind/name` wherever there is a slash."""
    session = ctx.find_object(Session) or Session()
    if "/" in incomplete:
        kind, _, start = incomplete.partition("/")
        return [
            CompletionItem(f"{kind}/{name}") for name in known_names(session, kind) if name.startswith(start)
        ]
    given = ctx.params.get(param.name or "") or ()
    words = [given] if isinstance(given, str) else list(given)
    if param.name == "name" or (param.name == "names" and ctx.params.get("kind")):
        words = [ctx.params.get("kind") or ""]
    if words and words[0]:
        names = known_names(session, words[0])
        return [CompletionItem(name) for name in names if name.startswith(incomplete) and name not in words]
    return [CompletionItem(kind) for kind in _kinds() if kind.startswith(incomplete)]


def names_items(ctx: click.Context, kind: str, incomplete: str) -> List[Any]:
    """The names of one kind."""
    session = ctx.find_object(Session) or Session()
    return [CompletionItem(name) for name in known_names(session, kind) if name.startswith(incomplete)]


def _kinds() -> List[str]:
    """The kinds by the names of their schemas' files: reading the files would take ten times as long."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for folder in (os.path.join(package, "schemas"), os.path.join(os.path.dirname(package), "schemas")):
        if os.path.isdir(folder):
            return sorted(name.split(".")[0] for name in os.listdir(folder) if name.endswith(".schema.json"))
    return []


def contexts(ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
    """The contexts of the configuration, the vendor's environments, and the built-in one."""
    from smarter import contexts as known
    from smarter.errors import ConfigurationError

    try:
        config = known.read_config()
    except ConfigurationError:
        config = {}
    return [CompletionItem(name) for name in known.names(config) if name.startswith(incomplete)]


# --- names that were seen


def known_names(session: Session, word: str) -> List[str]:
    """The names of a kind that commands on this platform have shown; none where there is no note of any."""
    return _read().get(_place(session), {}).get(_squash(word), [])


def similar_name(session: Session, kind: Kind, name: str) -> Optional[str]:
    """The name of this kind that was seen and that `name` was probably meant to be."""
    from smarter.cli.suggest import nearest

    return nearest(name, [each for each in known_names(session, kind.name) if each != name])


def remember(session: Session, words: Iterable[str], names: Iterable[str], *, gone: bool = False) -> None:
    """Note the names that were seen, under every spelling of their kind; `gone` forgets them. Never fails."""
    spellings = list(words)
    seen = list(names)
    if not seen:
        return
    data = _read()
    place = data.setdefault(_place(session), {})
    known = dict.fromkeys(place.get(_squash(spellings[0]), []))
    for name in seen:
        known.pop(name, None)
        if not gone:
            known[name] = None
    for word in spellings:
        place[_squash(word)] = list(known)[-_MOST:]
    try:
        path = _path()
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(data, file)
        os.replace(temporary, path)
    except OSError:  # a convenience is not worth an error
        return


def _place(session: Session) -> str:
    """The platform as the command line, the environment or the configuration names it."""
    environ = os.environ
    return (
        session.base_url
        or session.context
        or environ.get("SMARTER_CONTEXT")
        or environ.get("SMARTER_BASE_URL")
        or environ.get("SMARTER_ENVIRONMENT")
        or _chosen()
        or "prod"
    )


def _chosen() -> str:
    """What the configuration chooses, found without reading it as YAML, which would take too long for a TAB. Whatever
    it is taken for, names are noted and looked up under the same word."""
    import re

    path = os.environ.get("SMARTER_CONFIG_FILE") or os.path.join(_home(), "config.yaml")
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = re.search(r"\benvironment['\"]?\s*:\s*['\"]?([\w.-]+)", file.read())
    except OSError:
        return ""
    return found.group(1) if found else ""


def _home() -> str:
    return os.environ.get("SMARTER_HOME") or os.path.join(os.path.expanduser("~"), ".smarter")


def _path() -> str:
    return os.path.join(_home(), "cache", "names.json")


def _read() -> Dict[str, Dict[str, List[str]]]:
    """The names by platform and kind; what is not of that shape, since something else wrote there, is left out."""
    try:
        with open(_path(), encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return {
        place: {
            kind: [name for name in names if isinstance(name, str)]
            for kind, names in kinds.items()
            if isinstance(names, list)
        }
        for place, kinds in (data.items() if isinstance(data, dict) else ())
        if isinstance(kinds, dict)
    }


def _squash(word: str) -> str:
    return word.replace("-", "").replace("_", "").lower()
