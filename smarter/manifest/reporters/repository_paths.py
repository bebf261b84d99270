"""File names in formats for programs: relative to the top of the repository."""

from __future__ import annotations

import os
import re
from typing import Any, Dict, Optional

from smarter.manifest.findings import Finding
from smarter.manifest.reading import sources

# The variables of CI services that name the checkout: GitHub, GitLab, Azure DevOps.
_VARIABLES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")

# The file of the other resource in messages about duplicates.
_PLACE = r"(?<=first defined at ).+(?=:\d+:\d+\)\Z)"


def repository_root(file: str = os.curdir) -> Optional[str]:
    """Return the real path of the repository that `file` is in, or None.

    It is the folder that a CI service names if the file is inside, else the nearest one above with a `.git`.
    """
    real = os.path.realpath(file)
    for variable in _VARIABLES:
        top = os.environ.get(variable)
        if top and sources.inside(real, os.path.realpath(top)):
            return os.path.realpath(top)
    return sources.repository_top(real if os.path.isdir(real) else os.path.dirname(real))


def repository_path(file: str) -> str:
    """Return `file` from its repository's top, with `/`; outside of any, as given."""
    root = repository_root(file) if os.path.lexists(file) else None
    if root is None:
        return file
    return os.path.relpath(os.path.realpath(file), root).replace(os.sep, "/")


def in_repository(finding: Finding) -> Finding:
    """Return a finding with its file names from the top of the repository."""
    message = re.sub(_PLACE, lambda match: repository_path(match.group()), finding.message)
    return finding._replace(file=repository_path(finding.file), message=message)


def to_json(finding: Finding) -> Dict[str, Any]:
    """Return a finding as plain data, its file from the top of the repository."""
    return in_repository(finding).to_json()
