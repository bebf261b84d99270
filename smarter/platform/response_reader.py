"""Unpacking of the platform's successful responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Tuple

from smarter.client.response import rewritten as rewritten
from smarter.errors import APIResponseValidationError
from smarter.kinds.fields import schema_at
from smarter.kinds.names import normalize_key
from smarter.kinds.paths import get
from smarter.kinds.served_schema import checked_schema
from smarter.platform.error_rules import BASE_URL
from smarter.platform.live_resource import DataRow

if TYPE_CHECKING:
    from smarter.client.response import Response
    from smarter.kinds import Kind

_VERSION = re.compile(r"(?!0\.0\.0|9999)\d+\.\d+\.\d+([-+.a-z]|$)")


def envelope(response: Response) -> Mapping[str, Any]:
    """Return the body of a successful response. A proxy may answer 200 as well.

    Raises:
        APIResponseValidationError: the body is not the platform's.
    """
    body = response.json()
    if isinstance(body, dict) and (
        str(body.get("api", "")).startswith("smarter.sh/") or isinstance(body.get("metadata"), dict)
    ):
        return body
    raise wrong_shape(response)


def data_of(response: Response) -> Any:
    """Return the `data` of a successful response, or None."""
    return envelope(response).get("data")


def resource_of(response: Response, kind: Kind) -> Mapping[str, Any]:
    """Return the manifest in a response to `describe`."""
    data: Mapping[str, Any] = data_of(response)
    if not isinstance(get(data, ("metadata",)), dict):
        raise wrong_shape(response)
    annotations = data["metadata"].get("annotations")
    if isinstance(annotations, list) and not all(isinstance(each, dict) for each in annotations):
        raise wrong_shape(response)  # An annotation that is left out here would be lost with the next write.
    if not isinstance(data.get("spec") or {}, dict) or not isinstance(data.get("status") or {}, dict):
        raise wrong_shape(response)
    for field in kind.fields:
        if "array" in field.schema.get("type", ()) and not isinstance(
            get(data, field.path) or [], (list, dict)
        ):
            raise wrong_shape(response)
    return data


def data_row_of(response: Response) -> Optional[DataRow]:
    """Return the data row that the answer to `apply` shows; None if it shows none."""
    data = data_of(response)
    number, owner = get(data, ("orm_instance", "pk")), get(data, ("orm_instance", "fields", "plugin"))
    return DataRow(number, owner) if isinstance(number, int) and isinstance(owner, int) else None


def rows_of(response: Response) -> Tuple[Mapping[str, Any], ...]:
    """Return the rows in a response to `get`."""
    items = get(data_of(response), ("data", "items"))
    if not isinstance(items, list):
        raise wrong_shape(response)
    return tuple(row for row in items if isinstance(row, dict))


def of_other_kind(kind: Kind, row: Mapping[str, Any]) -> bool:
    """Return True if `row` contradicts metadata fixed by `kind`, such as pluginClass."""
    fields = schema_at(kind.schema, ("metadata",)).get("properties") or {}
    for name, schema in fields.items():
        choices = [schema["const"]] if "const" in schema else schema.get("enum") or ()
        if len(choices) == 1 and row.get(name) not in (None, *choices):
            return True
    return False


def served_schema(response: Response) -> Mapping[str, Any]:
    """Return the JSON Schema of a `json-schema` response, after checks."""
    schema = checked_schema(data_of(response))
    if "properties" not in schema:
        raise wrong_shape(response)
    return schema


def thing_of(response: Response, word: str) -> str:
    """Return the platform's name of the kind `word`, from a `json-schema` response."""
    thing = get(envelope(response), ("metadata", "thing"))
    if isinstance(thing, str) and normalize_key(word) in (normalize_key(thing), normalize_key(thing) + "s"):
        return thing
    title = str(served_schema(response).get("title") or "")
    return title[3:] if title.startswith("SAM") and normalize_key(title[3:]) == normalize_key(word) else word


def row_of(rows: List[Mapping[str, Any]], word: str) -> Optional[Mapping[str, Any]]:
    """Return the row of the kind that `word` means, or None."""
    for row in rows:
        said = [row.get(key) for key in ("APIKind", "Singular", "Plural", "Display", "DisplayPlural")]
        if normalize_key(word) in {normalize_key(str(each)) for each in said if each}:
            return row
    return None


def validation_errors(response: Response) -> List[Mapping[str, Any]]:
    """Return a `validate` response's errors (`loc`, `message`, `type`), [] if valid."""
    errors = get(data_of(response), ("errors",))
    if not isinstance(errors, list) or not all(isinstance(each, dict) for each in errors):
        raise wrong_shape(response)
    return errors


def served_dependents(status: Mapping[str, Any]) -> Optional[List[Tuple[str, str]]]:
    """Return kind and name of each dependent, by the status; None if it lists none.

    The platform lists the resources that the caller may see.
    """
    listed = status.get("dependencies")
    if not isinstance(listed, list):
        return None
    return [(str(each.get("kind")), str(each.get("name"))) for each in listed if isinstance(each, dict)]


def kind_rows(response: Response) -> List[Mapping[str, Any]]:
    """Return the rows of kinds in a `resources` response, enveloped or not.

    Newer platforms may have entries of other sorts among them, which are left out.
    """
    body = response.json()
    rows = body.get("data") if isinstance(body, dict) else body
    listed = rows if isinstance(rows, list) else []
    return checked_rows(response, [row for row in listed if get(row, ("APIKind",))] or rows, "APIKind")


def checked_rows(response: Response, rows: Any, key: str) -> List[Mapping[str, Any]]:
    """Return the rows of a response if each is an object with a value under `key`.

    Raises:
        APIResponseValidationError: they are not.
    """
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.get(key) for row in rows):
        raise wrong_shape(response)
    if not all(isinstance(row[key], (str, int)) and str(row[key]).isprintable() for row in rows):
        raise wrong_shape(response)  # it becomes a part of URLs
    return rows


def wrong_shape(response: Response) -> APIResponseValidationError:
    """Return the error for a successful response that is not in the platform's form."""
    request = response.http_response.request
    return APIResponseValidationError(
        f"The response to {request.method} {request.url.path} is not in the form of a Smarter platform.",
        response=response.http_response,
        body=response.text,
        hint=BASE_URL,
    )


def parse_version(said: Any) -> Optional[str]:
    """Return the version in `version` data; None for a placeholder (9999.9999.9999)."""
    version = str(get(said, ("api", "version")))
    return version if _VERSION.match(version) else None
