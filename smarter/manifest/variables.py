"""Variables for `${var:NAME}`: values of an environment, shown by every output.

The first source that defines a name wins: `--var`, then `--vars` (the last file first), then the environment of
`.smarter.yaml`. A value may use other variables, and nothing else: it must not hold secrets.
"""

from __future__ import annotations

import json
import math
import os
import re
from typing import Any, Collection, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from smarter._suggest import nearest
from smarter.errors import ConfigurationError
from smarter.manifest.findings import ERROR, WARNING, Finding
from smarter.manifest.project_file import read_nodes
from smarter.manifest.reading.limits import INCLUDED_BYTES
from smarter.manifest.reading.scalars import resolve
from smarter.manifest.substitution_syntax import SECRET_SOURCES, Token, split

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
FLAG = "--var"
# Variables that use variables.
_DEPTH = 50


class Variable(NamedTuple):
    """A value and its source.

    Attributes:
        text: the value as part of a text; None if it is a list, a mapping or null.
        source: a flag or a file. `line` counts from 1, 0 for a flag.
    """

    value: Any
    text: Optional[str]
    source: str = ""
    line: int = 0


class Variables:
    """The variables of a run, and which of them were used.

    Attributes:
        environments: the variables of environments that were not chosen, by environment.
    """

    def __init__(
        self,
        sources: Iterable[Mapping[str, Variable]] = (),
        environments: Mapping[str, Collection[str]] = {},
    ) -> None:
        """Merge `sources`; the first that has a name wins.

        Raises:
            ConfigurationError: a variable uses itself, one that is not defined, or a secret.
        """
        raw: Dict[str, Variable] = {}
        for source in sources:
            for name, variable in source.items():
                raw.setdefault(name, variable)
        self.environments = environments
        self._raw = raw
        self._values: Dict[str, Variable] = {}
        self._uses: Dict[str, Set[str]] = {}
        self._sizes: Dict[str, int] = {}
        self._copied = 0  # characters, of variables within variables
        self._used: Set[str] = set()
        for name in raw:
            self._resolve(name, ())

    @property
    def names(self) -> List[str]:
        return list(self._values)

    def use(self, name: str) -> Optional[Variable]:
        """Return a variable and mark it and those in its value as used; None if unknown."""
        found = self._values.get(name)
        if found is not None and name not in self._used:
            self._used.add(name)
            for inner in self._uses[name]:
                self.use(inner)
        return found

    def unused(self) -> List[Finding]:
        """Return a warning for each source with variables that were not used."""
        by_source: Dict[str, List[Tuple[int, str]]] = {}
        for name, variable in self._values.items():
            if name not in self._used:
                by_source.setdefault(variable.source, []).append((variable.line, name))
        findings = []
        for source, found in by_source.items():
            names = ", ".join(name for _, name in sorted(found))
            message = f"variable{'s' * (len(found) > 1)} not used: {names}"
            findings.append(Finding("unused-variable", WARNING, message, source, max(1, min(found)[0])))
        return findings

    def why_undefined(self, name: str) -> str:
        """Return the advice for a name that is not defined."""
        guess = nearest(name, self.names)
        if guess is not None:
            return f"Did you mean `{guess}`?"
        having = [each for each, names in self.environments.items() if name in names]
        chosen = f", choose an environment that defines it (-e {' or -e '.join(having)})" if having else ""
        return f"Pass --var {name}=VALUE{chosen}, or write a default: `${{var:{name}:-...}}`."

    def _resolve(self, name: str, chain: Tuple[str, ...]) -> Variable:
        if name in self._values:
            return self._values[name]
        raw = self._raw[name]
        if name in chain:
            circle = " -> ".join((*chain[chain.index(name) :], name))
            raise ConfigurationError(f"{_place(raw)}: variables use each other in a circle: {circle}")
        if len(chain) > _DEPTH:
            raise ConfigurationError(f"{_place(raw)}: variable {chain[0]} is nested too deep")
        self._uses[name] = set()
        value, text = self._inside(raw.value, name, (*chain, name))
        # A number keeps its text as written: `1.10` is the number 1.1.
        found = raw._replace(value=value, text=raw.text if value is raw.value else text)
        self._values[name] = found
        self._sizes[name] = len(json.dumps(value))
        return found

    def _inside(self, value: Any, name: str, chain: Tuple[str, ...]) -> Tuple[Any, Optional[str]]:
        """Return a part of the value of `name` with its variables replaced, and its text."""
        if isinstance(value, dict):
            return {key: self._inside(child, name, chain)[0] for key, child in value.items()}, None
        if isinstance(value, list):
            return [self._inside(child, name, chain)[0] for child in value], None
        if not isinstance(value, str) or "${" not in value:
            return value, text_of(value)
        parts = [self._part(token, name, chain) for token in split(value)]
        if len(parts) == 1:
            return parts[0].value, parts[0].text
        texts = [part.text for part in parts if part.text is not None]
        if len(texts) < len(parts):
            raise ConfigurationError(f"{_place(self._raw[name])}: variable {name} has a list within a text")
        return "".join(texts), "".join(texts)

    def _part(self, token: Token, name: str, chain: Tuple[str, ...]) -> Variable:
        where = _place(self._raw[name])
        if token.unclosed or token.source not in ("", "var"):
            why = ": its value is shown" if token.source in SECRET_SOURCES else ""
            raise ConfigurationError(
                f"{where}: variable {name} must not use `{token.text}`{why}",
                hint="Write the reference into the manifest.",
            )
        if not token.source:
            return Variable(token.text, token.text)
        word, dash, default = token.body.partition(":-")
        if word in self._raw:
            self._uses[name].add(word)
            found = self._resolve(word, chain)
            self._copied += self._sizes[word]
            if self._copied > INCLUDED_BYTES:
                raise ConfigurationError(f"{where}: variable {name} is too large")
            return found
        if not dash:
            raise ConfigurationError(
                f"{where}: variable {name} uses {word}, which is not defined", hint=self.why_undefined(word)
            )
        if "${" in default:
            return Variable(*self._inside(default, name, chain))
        return Variable(read_value(default), default)


def _place(variable: Variable) -> str:
    return f"{variable.source}:{variable.line}" if variable.line else variable.source or FLAG


def text_of(value: Any) -> Optional[str]:
    """Return a text as it is, a number or boolean as JSON, None for other values."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, (bool, int, float)) else None


def read_value(text: str) -> Any:
    """Read a flag's or default's YAML: a scalar, list or mapping, or else the text."""
    word = text.strip()
    if (word[:1], word[-1:]) not in (("[", "]"), ("{", "}"), ('"', '"'), ("'", "'")) or len(word) < 2:
        value = resolve(word) if word else text
        is_finite = not isinstance(value, float) or math.isfinite(value)
        return value if is_finite and not isinstance(value, str) else text
    from smarter.manifest.reading.yaml_reader import read_yaml

    roots, findings = read_yaml(word)
    wrong = any(finding.severity == ERROR for finding in findings)
    return text if wrong or len(roots) != 1 else roots[0].plain()


def read_flags(words: Sequence[str]) -> Dict[str, Variable]:
    """Return the variables of `NAME=VALUE` words; the last of one name wins.

    Raises:
        ConfigurationError: a word is not of this form.
    """
    found = {}
    for word in words:
        name, sign, text = word.partition("=")
        if not sign:
            raise ConfigurationError(f"{FLAG} {word} has no value", hint=f"Write {FLAG} NAME=VALUE.")
        check_name(name, FLAG)
        found[name] = Variable(read_value(text), text, FLAG)
    return found


def read_file(file: str, path: Sequence[str] = ()) -> Dict[str, Variable]:
    """Return the variables of a YAML or JSON file: of the mapping at `path` in it.

    Raises:
        ConfigurationError: the file cannot be read, or is not a mapping of names to values.
    """
    roots = read_nodes(file)
    if len(roots) > 1:
        raise ConfigurationError(f"{file} has more than one document")
    node = roots[0] if roots else None
    for part in path:
        node = node.entries[part][1] if node is not None and node.entries and part in node.entries else None
    if node is None or node.plain() is None:
        return {}
    if node.entries is None:
        raise ConfigurationError(f"{file} is not a mapping", hint="Example: `temperature: 0.3`.")
    found = {}
    for name, (mark, child) in node.entries.items():
        check_name(name, f"{file}:{mark.line}")
        value = child.plain()
        plain = isinstance(value, (bool, int, float)) and child.text is not None
        found[name] = Variable(value, child.text if plain else text_of(value), file, mark.line)
    return found


def of_mapping(values: Mapping[str, Any]) -> Dict[str, Variable]:
    """Return the variables of a Python mapping.

    Raises:
        ConfigurationError: a name is malformed, or a value has no JSON form.
    """
    found = {}
    for name, value in values.items():
        check_name(name, "vars")
        try:
            value = json.loads(json.dumps(value, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise ConfigurationError(f"variable {name} has no JSON form: {error}") from None
        found[name] = Variable(value, text_of(value), "vars")
    return found


def may_be_name(name: str) -> bool:
    """Return whether a variable may have this name."""
    return _NAME.match(name) is not None


def check_name(name: str, where: str) -> None:
    """Raise `ConfigurationError` unless `name` may be the name of a variable."""
    if not may_be_name(str(name)):
        raise ConfigurationError(
            f"{where}: {name!r} is not the name of a variable", hint="Use letters, digits, `_` and `-`."
        )


def read_all(
    flags: Sequence[str],
    files: Sequence[str],
    project_file: Optional[str] = None,
    environment: Optional[str] = None,
    environments: Mapping[str, Collection[str]] = {},
) -> Variables:
    """Read every source, the strongest first.

    Args:
        environment: the chosen one of `project_file`.
        environments: the names of the variables of each environment of `project_file`.

    Raises:
        ConfigurationError: a source is malformed.
    """
    sources = [read_flags(flags), *(read_file(os.fspath(file)) for file in reversed(files))]
    if project_file is not None and environment is not None:
        sources.append(read_file(project_file, ("environments", environment, "vars")))
    return Variables(sources, environments)
