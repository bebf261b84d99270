"""Rewriting of other tools' flags to click's spelling before parsing."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence

import click

from smarter.cli.habits import FLAGS, NO_FLAG

# They lack `--cascade=orphan`: the platform deletes dependent resources in any case.
_YES = frozenset(("true", "client", "server", "foreground", "background", "yes", "1"))
_NO = frozenset(("false", "none", "no", "0"))


def respell(args: Sequence[str], params: Sequence[click.Parameter], *, whole: bool = True) -> List[str]:
    """Return the arguments of a command in click's spelling.

    `-o=yaml` (kubectl) becomes `-oyaml`, `-out FILE` and `-lock=false` (Terraform) `--out FILE` and `--lock=false`,
    known here or not, `--dry-run=client` `--dry-run`, `-v=6` `-vv`, and `--wait` without a duration and `--wait=true`
    `--wait=5m`, so that it does not take the next argument.

    Args:
        whole: `params` are all that the arguments may name; False before the command is known.
    """
    options = {name: p for p in params if isinstance(p, click.Option) for name in _names(p)}
    done: List[str] = []
    for at, arg in enumerate(args):
        if arg == "--":
            return [*done, *args[at:]]
        following = args[at + 1] if at + 1 < len(args) else None
        word = _one(arg, following, options, whole)
        if word is not None:
            done.append(word)
    return done


def _names(option: click.Option) -> List[str]:
    return [*option.opts, *option.secondary_opts, *getattr(option, "hidden_names", ())]


def _one(arg: str, following: Optional[str], options: Dict[str, click.Option], whole: bool) -> Optional[str]:
    name, sign, value = arg.partition("=")
    if len(name) > 2 and name[0] == "-" != name[1] and _is_long(f"-{name}", options, whole):
        name = f"-{name}"
        arg = name + sign + value
    option = options.get(name)
    if option is None:
        return arg
    if sign and option.count:
        return name if value in ("1", "2", "3", "4") else f"{name}v"
    if sign and option.is_flag:
        return name if value.lower() in _YES else None if value.lower() in _NO else arg
    if sign and isinstance(option.flag_value, str) and value.lower() in ("true", "false"):
        return f"{name}={option.flag_value}" if value.lower() == "true" else None
    if sign and len(name) == 2:
        return name + value
    if not sign and not option.is_flag and isinstance(option.flag_value, str):
        return arg if _takes(option, following) else f"{name}={option.flag_value}"
    return arg


def _is_long(name: str, options: Dict[str, click.Option], whole: bool) -> bool:
    """Return whether `-name` means `--name`, not letters or a letter and its value."""
    if name in options or not whole:
        return name in options or name == "--chdir"  # Terraform's stands before the command
    letter = name[1:3]
    unknown = (
        letter not in options
        and letter not in NO_FLAG
        and len(name) > 4
        and name[2:].replace("-", "").isalpha()
    )
    return unknown or name in FLAGS or name in NO_FLAG


def _takes(option: click.Option, following: Optional[str]) -> bool:
    """Return whether the next argument is the option's value."""
    if following is None:
        return False
    try:
        option.type.convert(following, option, None)
    except click.UsageError:
        return False
    return True
