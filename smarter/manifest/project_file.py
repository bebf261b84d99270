"""Settings of a repository: `.smarter.yaml`, and `pyproject.toml` for validation."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from smarter._suggest import nearest
from smarter.errors import ConfigurationError
from smarter.manifest.findings import ERROR
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from smarter.manifest.reading.nodes import Node
from smarter.manifest.reading.sources import folders_up

FILE = ".smarter.yaml"

# Settings of validation, which `pyproject.toml` may have too.
VALIDATION: Mapping[str, type] = {
    "ignore": list, "select": list, "severity": dict, "strict": bool, "exclude": list,
}  # fmt: skip
SETTINGS: Mapping[str, type] = {
    "paths": list, "set": str, "context": str, "base_url": str, "api_key": str, "environments": dict, **VALIDATION,
}  # fmt: skip
# Settings of one environment.
ENVIRONMENT: Mapping[str, type] = {"vars": dict, "set": str, "context": str}
_TYPES = {list: "a list", dict: "a mapping", str: "a string", bool: "true or false"}


def find_project_file(folder: str) -> Optional[str]:
    """Return the nearest `.smarter.yaml`, from `folder` to the repository's top."""
    files = (os.path.join(each, FILE) for each in folders_up(folder))
    return next((file for file in files if os.path.isfile(file)), None)


def read_project_file(file: str) -> Dict[str, Any]:
    """Return the settings of a `.smarter.yaml`.

    Raises:
        ConfigurationError: the file cannot be read, or has an unknown setting or one of a wrong type.
    """
    settings = read_fast(read_text(file))
    if settings is UNKNOWN:
        roots = read_nodes(file)
        settings = roots[0].plain() if roots else None
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        raise ConfigurationError(f"{file} is not a mapping", hint="Example: `paths: [manifests/]`.")
    checked = check_settings(settings, SETTINGS, file)
    for name, each in checked.get("environments", {}).items():
        if not isinstance(each, dict):
            example = f"Example: `environments: {{{name}: {{vars: {{temperature: 0.3}}}}}}`."
            raise ConfigurationError(f"{file}: environment `{name}` is not a mapping", hint=example)
        checked["environments"][name] = check_settings(each, ENVIRONMENT, f"{file}: environment `{name}`")
    return checked


def find_validation_settings(folder: str) -> Tuple[Dict[str, Any], str]:
    """Return the nearest settings of validation and their file; empty without any.

    Raises:
        ConfigurationError: they are malformed.
    """
    for here in folders_up(folder):
        file = os.path.join(here, FILE)
        if os.path.isfile(file):
            settings = {key: value for key, value in read_project_file(file).items() if key in VALIDATION}
            if settings:
                return settings, file
        file = os.path.join(here, "pyproject.toml")
        if os.path.isfile(file):
            table = _read_toml(file)
            if table is not None:
                return check_settings(table, VALIDATION, file), file
    return {}, ""


def check_settings(settings: Mapping[str, Any], known: Mapping[str, type], where: str) -> Dict[str, Any]:
    """Return the settings that are not null.

    Raises:
        ConfigurationError: a setting is unknown, empty, or of a wrong type.
    """
    for key, value in settings.items():
        if key not in known:
            raise wrong_setting(where, f"unknown setting `{key}`", str(key), known)
        if value is not None and not isinstance(value, known[key]):
            raise wrong_setting(where, f"`{key}` must be {_TYPES[known[key]]}")
        if value == "":
            raise wrong_setting(where, f"`{key}` is empty")
    return {key: value for key, value in settings.items() if value is not None}


def wrong_setting(where: str, message: str, word: str = "", known: Iterable[str] = ()) -> ConfigurationError:
    """Return the error for a setting; it suggests the nearest known word, or all."""
    words = list(known)
    meant = nearest(word, words) if word else None
    listed = f"Known: {', '.join(words)}." if words else None
    return ConfigurationError(f"{where}: {message}", hint=f"Did you mean `{meant}`?" if meant else listed)


def read_text(file: str) -> str:
    """Return the text of a file of settings.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} is not UTF-8 text") from None


def read_nodes(file: str) -> List[Node]:
    """Return the documents of a YAML file of settings, with the places of the values.

    Raises:
        ConfigurationError: it cannot be read, or is no YAML.
    """
    from smarter.manifest.reading.yaml_reader import read_yaml

    roots, findings = read_yaml(read_text(file), file)
    error = next((finding for finding in findings if finding.severity == ERROR), None)
    if error is not None:
        raise ConfigurationError(f"{file}:{error.line}: {error.message}", hint=error.hint)
    return roots


def _read_toml(file: str) -> Optional[Mapping[str, Any]]:
    text = read_text(file)
    if "tool.smarter" not in text:
        return None
    tomllib = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        settings = tomllib.loads(text).get("tool", {}).get("smarter")
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file} is not valid TOML: {error}") from None
    return settings if isinstance(settings, dict) else None
