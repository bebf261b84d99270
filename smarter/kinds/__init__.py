"""The table of kinds and all their facts, read from `schemas/`."""

from __future__ import annotations

from smarter.kinds.dialects import DIALECTS as DIALECTS
from smarter.kinds.dialects import Dialect as Dialect
from smarter.kinds.dialects import find_dialect as find_dialect
from smarter.kinds.fields import Field as Field
from smarter.kinds.names import fold_name as fold_name
from smarter.kinds.names import fold_reference as fold_reference
from smarter.kinds.names import looks_like_key as looks_like_key
from smarter.kinds.table import Kind as Kind
from smarter.kinds.table import KindTable as KindTable
from smarter.kinds.table import load_kinds as load_kinds
from smarter.kinds.table import schema_folder as schema_folder
