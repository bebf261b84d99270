"""`smarter completion`: print a shell's completion script."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(
    cls=Command,
    examples=["smarter completion bash", "smarter completion zsh", "smarter completion powershell"],
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@flags.output()
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    bash and zsh: eval "$(smarter completion bash)" in ~/.bashrc or ~/.zshrc. fish: smarter completion fish >
    ~/.config/fish/completions/smarter.fish. PowerShell: smarter completion powershell | Out-String | Invoke-Expression
    in $PROFILE.
    """
    from smarter.cli.completion import script

    session: Session = ctx.obj
    text = script(shell, ctx.find_root().command)
    emit(session, [{"shell": shell, "script": text}], "found", text)
