"""Spellings of flags that other tools accept, rewritten to click's before parsing."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence

import click

_YES = frozenset(("true", "client", "server", "yes", "1"))
_NO = frozenset(("false", "none", "no", "0"))


def respell(args: Sequence[str], params: Sequence[click.Parameter]) -> List[str]:
    """Return the arguments of a command in click's spelling.

    `-o=yaml` (kubectl) becomes `-oyaml`, `-out FILE` (Terraform) `--out FILE`, `--dry-run=client` `--dry-run`, `-v=6`
    `-vv`, and `--wait` without a duration `--wait=5m`, so that it does not take the next argument.
    """
    options = {name: p for p in params if isinstance(p, click.Option) for name in _names(p)}
    done: List[str] = []
    for at, arg in enumerate(args):
        if arg == "--":
            return [*done, *args[at:]]
        following = args[at + 1] if at + 1 < len(args) else None
        word = _one(arg, following, options)
        if word is not None:
            done.append(word)
    return done


def _names(option: click.Option) -> List[str]:
    return [*option.opts, *option.secondary_opts, *getattr(option, "hidden_names", ())]


def _one(arg: str, following: Optional[str], options: Dict[str, click.Option]) -> Optional[str]:
    name, sign, value = arg.partition("=")
    if len(name) > 2 and name[0] == "-" != name[1] and f"-{name}" in options:
        name = f"-{name}"
        arg = name + sign + value
    option = options.get(name)
    if option is None:
        return arg
    if sign and option.count:
        return name if value in ("1", "2", "3", "4") else f"{name}v"
    if sign and option.is_flag:
        return name if value.lower() in _YES else None if value.lower() in _NO else arg
    if sign and len(name) == 2:
        return name + value
    if not sign and not option.is_flag and isinstance(option.flag_value, str):
        return arg if _takes(option, following) else f"{name}={option.flag_value}"
    return arg


def _takes(option: click.Option, following: Optional[str]) -> bool:
    """Return whether the next argument is the option's value."""
    if following is None:
        return False
    try:
        option.type.convert(following, option, None)
    except click.UsageError:
        return False
    return True
