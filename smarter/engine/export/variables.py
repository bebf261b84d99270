"""Variables for an exported manifest's secrets: the last apply's, or new names.

A secret is written as `${env:NAME:-${keep}}`: the live value stays, and on another platform the variable is needed.
"""

from __future__ import annotations

import json
import re
from typing import Any, Collection, Dict, Mapping, Optional, Tuple

from smarter.engine.secret_parts import SECRET, read_variable
from smarter.kinds import Field
from smarter.kinds.paths import map_leaves, put_at
from smarter.manifest.resource import KEEP
from smarter.manifest.substitution import is_own_key
from smarter.manifest.substitution_syntax import escape
from smarter.platform import LiveResource

# A path with the numbers of items of lists.
Place = Tuple[Any, ...]


class Variables:
    """The variables of one manifest. `names` has them by the places of their secrets.

    Args:
        record: the annotation with the variables of the last apply.
        ambiguous: variables that may have had other values for other resources, and get other names.
    """

    def __init__(self, live: LiveResource, record: Optional[str], ambiguous: Collection[str]) -> None:
        self._live = live
        self._record = record
        self._ambiguous = ambiguous
        self.names: Dict[Place, str] = {}

    def name_field(self, each: Field) -> str:
        """Return the name of the variable for a whole field."""
        key = each.path[-1]
        return self._recorded(each, ()) or (self._made() if key == "value" else self._made(key))

    def forget(self, each: Field) -> None:
        """Drop the variables of a field."""
        depth = len(each.path)
        self.names = {place: name for place, name in self.names.items() if place[:depth] != each.path}

    def keep_parts(self, each: Field, masked: Any, path: Place = ()) -> Any:
        """Return a free object with `${keep}` and a variable for each text with a secret."""
        if isinstance(masked, Mapping):
            return {key: self.keep_parts(each, value, (*path, key)) for key, value in masked.items()}
        if not isinstance(masked, str) or SECRET not in masked:
            return masked
        return self._keep_part(each, path, str(path[-1]), masked)

    def keep_secrets(self, each: Field, found: Any) -> Any:
        """Return a list or a free object with `${keep}` and a variable for each secret."""
        if isinstance(found, Mapping):
            return {key: self._keep_part(each, (key,), key, value) for key, value in found.items()}
        depth = len(each.path)
        secret = {
            field.path[-1]
            for field in self._live.kind.fields
            if field.secret and field.path[:depth] == each.path
        }
        return [
            {
                key: self._keep_part(each, (index, key), str(item.get(each.list_keys[0], index)), value)
                if key in secret
                else value
                for key, value in item.items()
            }
            for index, item in enumerate(found)
        ]

    def _keep_part(self, each: Field, path: Place, word: str, value: Any) -> Any:
        """Return `${keep}` for the secret at `path` in a field, and note its variable."""
        if not isinstance(value, str) or not value:
            return value
        name = self._recorded(each, path)
        if name is None:
            name, taken = self._made(word), self.names.values()
            others = sum(other == name or other.startswith(f"{name}_") for other in taken)
            name = f"{name}_{others + 1}" if others else name
        self.names[(*each.path, *path)] = name
        return KEEP

    def _recorded(self, each: Field, path: Place) -> Optional[str]:
        """Return the field's variable of the last apply; None if unknown or ambiguous."""
        name = read_variable(self._record, each, path)
        return None if name in self._ambiguous else name

    def _made(self, *words: str) -> str:
        """Return a new name: WAREHOUSE_KEY for the variable of a Secret."""
        kind, name = self._live.kind.singular, self._live.name
        made = "_".join((kind, name, *words) if words else (name,)).upper()
        made = re.sub(r"[^A-Z0-9]+", "_", made).strip("_")
        return f"{kind.upper()}_{made}" if made[:1].isdigit() or is_own_key(made) else made

    def write_references(self, manifest: Dict[str, Any]) -> None:
        """Replace `${keep}` in a manifest by the references to the variables."""
        for place, name in self.names.items():
            put_at(manifest, place, _reference(name))

    def escaped(self, value: Any) -> Any:
        """Escape texts similar to references, except references to the variables."""
        own = frozenset(map(_reference, self.names.values()))
        return map_leaves(
            value, lambda leaf: escape(leaf) if isinstance(leaf, str) and leaf not in own else leaf
        )


def _reference(name: str) -> str:
    return f"${{env:{name}:-{KEEP}}}"


def hides_items(masked: Any) -> bool:
    """Tell whether a list has masked text: without identity, no item can be kept."""
    if isinstance(masked, Mapping):
        return any(map(hides_items, masked.values()))
    return isinstance(masked, list) and SECRET in json.dumps(masked)
