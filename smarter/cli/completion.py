"""Shell completion for kinds, names and contexts, from local files only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterable, List, Tuple

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from smarter import contexts as known
from smarter.cli.name_cache import known_names
from smarter.cli.session import Session
from smarter.errors import ConfigurationError
from smarter.kinds import load_kinds

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
        words = split_arg_string(os.environ["COMP_WORDS"])[1:]
        incomplete = os.environ.get("COMP_CWORD", "")
        if incomplete and words and words[-1] == incomplete:
            words.pop()
        return words, incomplete

    def format_completion(self, item: CompletionItem) -> str:  # type: ignore[type-arg,unused-ignore]
        return f"{item.type}\t{item.value}\t{item.help or ''}"


def script(shell: str, root: click.Command) -> str:
    """Return the script that makes a shell complete `smarter`."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"no completion for {shell}")
    completer: ShellComplete = found(root, {}, "smarter", "_SMARTER_COMPLETE")
    text = completer.source()
    if shell == "bash":  # a word that ends in = goes on, so no space follows it
        text = text.replace(
            "    return 0\n", "    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n\n    return 0\n", 1
        )
    return text


def targets(ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
    """Complete a kind as the first word, then names; after a slash, `kind/name`."""
    place = _place(ctx)
    if "/" in incomplete:
        kind, _, start = incomplete.partition("/")
        return [CompletionItem(f"{kind}/{item.value}") for item in _items(known_names(place, kind), start)]
    given = ctx.params.get(param.name or "") or ()
    words = [given] if isinstance(given, str) else list(given)
    if param.name == "name" or (param.name == "names" and ctx.params.get("kind")):
        words = [ctx.params.get("kind") or ""]
    if words and words[0]:
        return _items([name for name in known_names(place, words[0]) if name not in words], incomplete)
    return _items(load_kinds().words(), incomplete)


def _items(words: Iterable[str], incomplete: str) -> List[Any]:
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def names(ctx: click.Context, param: click.Parameter, incomplete: str, kind: str) -> List[Any]:
    """Complete the names of one kind."""
    return _items(known_names(_place(ctx), kind), incomplete)


def _place(ctx: click.Context) -> str:
    return (ctx.find_object(Session) or Session()).place


def contexts(ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
    """Complete contexts: the built-in, the vendor's and the configured ones."""
    try:
        config = known.read_config()
    except ConfigurationError:
        config = {}
    return _items(known.names(config), incomplete)


def environments(ctx: click.Context, param: click.Parameter, incomplete: str) -> List[Any]:
    """Complete the environments of `.smarter.yaml`."""
    from smarter.cli.config.project import find_project

    try:
        project = find_project(Path.cwd())
    except ConfigurationError:
        project = None
    return _items(project.environments if project is not None else (), incomplete)
