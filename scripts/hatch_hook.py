"""Add the man pages to the wheel: `man smarter` works after pip's installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ManPages(BuildHookInterface):  # type: ignore[type-arg,unused-ignore]
    """Build hook that writes a man page for each command; named in pyproject.toml."""

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path[:0] = [self.root, str(Path(self.root) / "scripts")]
        from generate_man import pages

        folder = Path(self.directory) / "man1"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (folder / name).write_bytes(text.encode("utf-8"))
            build_data["shared_data"][str(folder / name)] = f"share/man/man1/{name}"

    def finalize(self, version: str, build_data: Dict[str, Any], artifact_path: str) -> None:
        import shutil

        shutil.rmtree(Path(self.directory) / "man1", ignore_errors=True)
