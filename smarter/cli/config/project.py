"""Settings of the working folder: `.env` and `.smarter.yaml`.

Both may come from a repository that someone else wrote, so neither may send the user's key to an address of its own: an
address from there is used with a key from the same file, or if its host is in the user's own configuration. Nor can
they collect variables: substituted values are not sent to a platform that only the folder's files name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple
from urllib.parse import urlsplit

from smarter import contexts
from smarter.errors import ConfigurationError

# Variables about the platform that `.env` may set. Other variables of `smarter`, such as the place of the configuration
# or the schemas to load, are left out.
_FROM_DOTENV = (
    "SMARTER_API_KEY",
    "SMARTER_BASE_URL",
    "SMARTER_CONTEXT",
    "SMARTER_ENVIRONMENT",
    "SMARTER_ROOT_DOMAIN",
)
_PLACES = ("SMARTER_BASE_URL", "SMARTER_ROOT_DOMAIN")


@dataclass(frozen=True)
class Project:
    """A `.smarter.yaml` without the settings of rules; its `paths` are absolute.

    Attributes:
        set_name, context: those of the chosen environment, else those of the file.
        environment: the name of the chosen environment.
        environments: the names of each environment's variables.
    """

    file: Path
    paths: Tuple[str, ...] = ()
    set_name: Optional[str] = None
    context: Optional[str] = None
    base_url: Optional[str] = None
    api_key: Optional[str] = field(default=None, repr=False)
    environment: Optional[str] = None
    environments: Mapping[str, Tuple[str, ...]] = field(default_factory=dict)


def find_project(folder: Path, environment: Optional[str] = None) -> Optional[Project]:
    """Return the nearest `.smarter.yaml`, from this folder to the repository's top.

    Raises:
        ConfigurationError: the file is malformed, or does not have the environment.
    """
    from smarter.manifest.project_file import FILE, find_project_file, read_project_file, wrong_setting

    found = find_project_file(str(folder))
    if found is None:
        if environment is not None:
            raise ConfigurationError(
                f"no environment `{environment}`: there is no {FILE}",
                hint=f"Define it in {FILE}: `environments: {{{environment}: {{vars: {{}}}}}}`.",
            )
        return None
    file, data = Path(found), read_project_file(found)
    paths = tuple(str(file.parent / str(path)) for path in data.get("paths", ()))
    environments: Mapping[str, Mapping[str, Any]] = data.get("environments", {})
    if environment is not None and environment not in environments:
        raise wrong_setting(found, f"no environment `{environment}`", environment, environments)
    chosen = environments[environment] if environment is not None else {}
    return Project(
        file,
        paths,
        chosen.get("set", data.get("set")),
        chosen.get("context", data.get("context")),
        data.get("base_url"),
        data.get("api_key"),
        environment,
        {name: tuple(each.get("vars", ())) for name, each in environments.items()},
    )


def read_dotenv(folder: Path) -> Dict[str, str]:
    """Return the variables of `.env`.

    Raises:
        ConfigurationError: it cannot be read.
    """
    file = folder / ".env"
    if not file.is_file():
        return {}
    try:
        from dotenv import dotenv_values
    except ImportError:
        raise ConfigurationError(
            "Reading .env needs the package python-dotenv.",
            hint="pip install python-dotenv",
        ) from None
    try:
        values = dotenv_values(file, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"Cannot read {file}.") from None
    return {key: value for key, value in values.items() if value is not None}


class MergedEnvironment(NamedTuple):
    """The user's environment plus the platform and key from a folder's files.

    Attributes:
        environ: the variables; those of the user win.
        files: the files that name an address or a key which the user's configuration does not have.
    """

    environ: Dict[str, str]
    files: Tuple[str, ...]

    def variables(
        self, environ: Mapping[str, str], dotenv: Mapping[str, str]
    ) -> Tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the variables for manifests, and the withheld ones with the reason.

        A platform that the folder names may belong to the folder's author: it gets the variables of the same file only.
        """
        if not self.files:
            return {**dotenv, **environ}, {}
        allowed = dict(dotenv) if self.files == (".env",) else {}
        reason = f"{' and '.join(self.files)} names the platform or its key"
        return allowed, {name: reason for name in (*environ, *dotenv) if name not in allowed}


# A repository that someone else wrote may name a platform of its own to collect keys, or values of secrets. Address and
# key of one file stay together; any other key goes only to a host that the user's own configuration has.
# Held by tests/cli/config/test_project.py and tests/acceptance/test_hostile_repository.py.
def merge_environment(
    environ: Mapping[str, str],
    dotenv: Mapping[str, str],
    project: Optional[Project],
    *,
    chosen: bool = False,
    own_key: bool = False,
) -> MergedEnvironment:
    """Return the user's environment completed by the folder's files.

    Args:
        chosen: the user named a context or an address by a flag, so that the files' own do not count.
        own_key: the user gave a key by a flag, which must not go to an address from a file.

    Raises:
        ConfigurationError: a file names a platform that the user's key must not go to.
    """
    merged = dict(environ)
    sources: List[Tuple[str, Dict[str, str]]] = [
        (".env", {k: v for k, v in dotenv.items() if k in _FROM_DOTENV})
    ]
    if project is not None:
        given = {
            "SMARTER_CONTEXT": project.context,
            "SMARTER_BASE_URL": project.base_url,
            "SMARTER_API_KEY": project.api_key,
        }
        sources.append((project.file.name, {key: value for key, value in given.items() if value}))
    files: List[str] = []
    chosen = chosen or bool(environ.get("SMARTER_CONTEXT") or environ.get("SMARTER_BASE_URL"))
    for name, values in sources:
        if chosen:
            values = {key: value for key, value in values.items() if key == "SMARTER_API_KEY"}
        place = {key: value for key, value in values.items() if key in _PLACES and not merged.get(key)}
        their_key = values.get("SMARTER_API_KEY")
        if place and their_key and not own_key:
            # The address and its key stay together, whatever key the environment holds.
            merged.update(place)
            merged["SMARTER_API_KEY"] = their_key
            files.append(name)
        elif place:
            # The context that has the address, so that another context's key is not sent there.
            merged["SMARTER_CONTEXT"] = _context_with_host(name, {**merged, **values}, place, environ)
            merged.update(place)
        for key, value in values.items():
            if key not in _PLACES and not merged.get(key):
                merged[key] = value
                if key == "SMARTER_API_KEY" and not own_key:
                    files.append(name)
    return MergedEnvironment(merged, tuple(dict.fromkeys(files)))


def _context_with_host(
    name: str, values: Mapping[str, str], place: Mapping[str, str], environ: Mapping[str, str]
) -> str:
    """Return the context that has the host of `place`, preferably the chosen one."""
    config = contexts.read_config(environ)
    chosen = contexts.chosen_name(None, config, values)
    url = place.get("SMARTER_BASE_URL") or contexts.context_url(chosen, config, {**environ, **place})
    url = contexts.normalize_base_url(url)
    for context in (chosen, *contexts.names(config)):
        try:
            known = contexts.context_url(context, config, environ)
        except ConfigurationError:  # it has no address, or none that is one
            continue
        if _origin(known) == _origin(url):
            return context
    scheme, host, _ = _origin(url)
    shown = host if scheme == "https" else f"{scheme}://{host}"
    raise ConfigurationError(
        f"{name} names the platform {shown}, which is in none of your contexts; your key is not sent there.",
        hint=f"Add it: `smarter context add NAME --base-url {contexts.shown_url(url)}`.",
    )


def _origin(url: str) -> Tuple[str, str, int]:
    """Return scheme, host and port: a host known over https is not trusted over http."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
