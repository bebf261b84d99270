"""`smarter completion`: what a shell must read to complete this command."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio


@click.command(
    cls=Command,
    examples=["smarter completion bash", "smarter completion zsh", "smarter completion powershell"],
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@flags.output_format(["text", "json"])
def command(shell: str, output_format: str) -> int:
    """Print the completion script of a shell.

    bash and zsh: eval "$(smarter completion bash)" in ~/.bashrc or ~/.zshrc. fish: smarter completion fish >
    ~/.config/fish/completions/smarter.fish. PowerShell: smarter completion powershell | Out-String | Invoke-Expression
    in $PROFILE.
    """
    from smarter.cli.completion import script
    from smarter.cli.main import root

    text = script(shell, root)
    if output_format == "json":
        stdio.write_document(stdio.document("completion", [{"shell": shell, "script": text}], {"found": 1}))
    else:
        stdio.write_result(text)
    return exit_codes.DONE
