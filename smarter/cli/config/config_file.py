"""Edits of `config.yaml` that keep comments and everything else."""

from __future__ import annotations

import codecs
import io
import re
from contextlib import contextmanager
from typing import Iterator, MutableMapping

from smarter import contexts
from smarter._files import write_atomic
from smarter.contexts import MutableConfig
from smarter.errors import ConfigurationError


@contextmanager
def changed_config() -> Iterator[MutableConfig]:
    """Yield the configuration for changes, then replace its file atomically.

    The file is readable by its owner only, since it may hold keys.

    Raises:
        ConfigurationError: the file cannot be read or written, or is not a configuration; nothing has changed then.
    """
    from ruamel.yaml import YAML

    contexts.read_config()  # refuses an invalid file before anything is changed
    path = contexts.config_path()
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 20
    try:
        before = path.read_bytes() if path.exists() else b""
        text = before.decode("utf-8-sig").replace("\r\n", "\n")
        yaml.map_indent = _indent(text)
        data = yaml.load(text)
        stream = io.StringIO()
        if data is None:  # comments alone, which would not be written again
            data = {}
            stream.writelines(line for line in text.splitlines(True) if line.startswith("#"))
        yield data
        yaml.dump(data, stream)
        write_atomic(path, _encoded(stream.getvalue(), before), private=True)
    except OSError as error:
        raise ConfigurationError(f"Cannot write {path}: {error.strerror}.") from error


def _indent(text: str) -> int:
    """Return the indentation of the file's sections."""
    found = re.search(r"^[^\s#][^\n:]*:[^\n]*\n(?:[ ]*(?:#[^\n]*)?\n)*([ ]+)[^\s#-]", text, re.MULTILINE)
    return len(found.group(1)) if found else 2


def _encoded(text: str, before: bytes) -> bytes:
    """Encode the text with the line ends and the byte order mark that the file had."""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    return text.encode("utf-8-sig" if before.startswith(codecs.BOM_UTF8) else "utf-8")


def section_of(config: MutableConfig, name: str) -> MutableConfig:
    """Return a context's section; create it if needed."""
    section = config.get(name)
    if not isinstance(section, MutableMapping):
        config[name] = {}
    elif any(other is section for key, other in config.items() if key != name):
        config[name] = dict(section)  # a YAML alias: the other section must not change
    found: MutableConfig = config[name]
    return found
