"""Print the oldest admitted dependencies: `python scripts/oldest.py [EXTRA...]`.

A test run with these proves the lower bounds.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Iterator, List

from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]


def oldest(requirements: List[str]) -> Iterator[str]:
    """Yield each requirement for this Python, pinned to its lower bound."""
    for text in requirements:
        requirement = Requirement(text)
        bound = re.search(r">=\s*([^,\s]+)", str(requirement.specifier))
        if bound and (requirement.marker is None or requirement.marker.evaluate()):
            yield f"{requirement.name}=={bound.group(1)}"


def main(extras: List[str]) -> None:
    """Print the pins of the project, and of the extras named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    print("\n".join(oldest(wanted)))


if __name__ == "__main__":
    main(sys.argv[1:])
