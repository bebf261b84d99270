"""The folder of recordings of the real platform, on machines that have them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional


def recordings() -> Optional[Path]:
    """Return `$SMARTER_RECORDINGS`, else `shared/` beside the checkout, or None."""
    given = os.environ.get("SMARTER_RECORDINGS")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared"
    return folder if (folder / "wire").is_dir() else None
