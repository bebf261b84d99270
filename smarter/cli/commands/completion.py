"""`smarter completion`: print a shell's completion script."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@session_command("smarter completion bash", "smarter completion zsh", "smarter completion powershell")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@flags.output()
def command(session: Session, shell: str) -> None:
    """Print the completion script of a shell: bash, zsh, fish or powershell.

    bash and zsh: eval "$(smarter completion bash)" in ~/.bashrc or ~/.zshrc. fish: smarter completion fish >
    ~/.config/fish/completions/smarter.fish. PowerShell: smarter completion powershell | Out-String | Invoke-Expression
    in $PROFILE.
    """
    from smarter.cli.completion import script

    text = script(shell, click.get_current_context().find_root().command)
    emit(session, [{"shell": shell, "script": text}], "found", text)
