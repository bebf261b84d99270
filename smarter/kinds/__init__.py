"""The table of kinds, read from `schemas/`: names, fields, references, secrets, defaults, readback."""

from __future__ import annotations

from smarter.kinds.dialects import DIALECTS, Dialect, find_dialect
from smarter.kinds.fields import Field
from smarter.kinds.names import fold_name, fold_reference
from smarter.kinds.table import Kind, KindTable, load_kinds, schema_folder

__all__ = [
    "DIALECTS",
    "Dialect",
    "Field",
    "Kind",
    "KindTable",
    "find_dialect",
    "fold_name",
    "fold_reference",
    "load_kinds",
    "schema_folder",
]
