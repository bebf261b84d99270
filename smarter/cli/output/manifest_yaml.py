"""Exported manifests as YAML with comments."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Mapping, Tuple

if TYPE_CHECKING:
    from smarter.engine import Exported

__all__ = ["manifest_text"]


def manifest_text(exported: Exported) -> str:
    """Return one manifest as a YAML document."""
    from ruamel.yaml import YAML

    root = _commented(exported.manifest, exported.comments, ())
    if exported.remarks:
        root.yaml_set_start_comment("\n".join(exported.remarks))
    writer = YAML()
    writer.representer.add_representer(
        type(None), lambda to, data: to.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    writer.width = 1 << 20
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    writer.dump(root, stream)
    return stream.getvalue()


def _commented(value: Any, comments: Mapping[Tuple[str, ...], str], path: Tuple[str, ...]) -> Any:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import LiteralScalarString

    if isinstance(value, Mapping):
        known = CommentedMap()
        for key, below in value.items():
            known[key] = _commented(below, comments, (*path, str(key)))
            if (*path, str(key)) in comments:
                known.yaml_add_eol_comment(comments[(*path, str(key))], key)
        return known
    if isinstance(value, list):
        return CommentedSeq(_commented(item, comments, (*path, "*")) for item in value)
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    return value
