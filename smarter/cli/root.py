"""The group of all commands, as click parses command lines."""

from __future__ import annotations

import click

from smarter._version import __version__
from smarter.cli.click_classes import LazyGroup, global_options
from smarter.cli.command_table import COMMANDS
from smarter.cli.output import exit_codes


@click.group(
    cls=LazyGroup,
    entries=COMMANDS,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="smarter %(version)s", help="Show the version.")
@click.pass_context
def root(ctx: click.Context) -> int:
    """Manage chatbots, plugins and their dependencies on a Smarter platform."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return exit_codes.DONE


root.params.extend(global_options())
