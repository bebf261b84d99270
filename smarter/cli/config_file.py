"""Writing `config.yaml`: one context at a time, everything else in it as it was, comments included."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import Any, Callable, MutableMapping

from smarter import contexts
from smarter.errors import ConfigurationError

__all__ = ["change", "section_of"]

Config = MutableMapping[str, Any]


def change(edit: Callable[[Config], None]) -> Path:
    """Read the configuration, let `edit` change it, write it back whole or not at all; its path.

    The file is readable by its owner only, since keys may stand in it.

    Raises:
        ConfigurationError: it cannot be read or written, or is not what it should be; nothing has changed then.
    """
    from ruamel.yaml import YAML

    contexts.read_config()  # refuses what is no configuration before anything is touched
    path = contexts.config_path()
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        data = yaml.load(text) if text.strip() else {}
        edit(data if data is not None else {})
        stream = io.StringIO()
        yaml.dump(data, stream)
        _replace(path, stream.getvalue())
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def section_of(config: Config, name: str) -> Config:
    """A context's section, made if there is none."""
    if not isinstance(config.get(name), MutableMapping):
        config[name] = {}
    section: Config = config[name]
    return section


def _replace(path: Path, text: str) -> None:
    target = path.resolve()  # a link to a file elsewhere stays a link
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=str(target.parent), prefix=".config-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, target)
    except OSError:
        os.unlink(temporary)
        raise
