"""Requests and responses of the REST API as data, for async and sync. Pure."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from smarter._defaults import LARGEST_DOCUMENT
from smarter.client.core import segment
from smarter.client.request import Request
from smarter.client.uploads import FileTypes, file_part
from smarter.errors import APIResponseValidationError, InvalidArgumentError

_NO_FILES = "files must be a list of at least one file, such as [Path('prices.md')]."


def rest_path(template: str, **parts: object) -> str:
    """Return a path whose `{name}`s are `parts`, each an escaped segment.

    Raises:
        InvalidArgumentError: a part is empty, or no segment of a path.
    """
    return template.format(
        **{name: segment(name, str(part) if isinstance(part, int) else part) for name, part in parts.items()}
    )


def given(values: Mapping[str, Any]) -> Optional[Dict[str, Any]]:
    """Return the values that are not None, or None if there are no others."""
    return {key: value for key, value in values.items() if value is not None} or None


def once(request: Request) -> Request:
    """Return a request that is not repeated once the server may have received it."""
    return replace(request, repeat="unsent")


def read_list(path: str, body: Any, key: str) -> Tuple[List[Any], bool, Optional[int]]:
    """Return (items, whether more pages follow, number of the page) of a list.

    Args:
        path: of the request, for the message.
        body: an array, or an object with the array below `key` and perhaps a `pagination`.

    Raises:
        APIResponseValidationError: it is neither.
    """
    items = body.get(key) if key and isinstance(body, dict) else body
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise APIResponseValidationError(f"The response to GET {path} has no list of items.")
    pagination = body.get("pagination") if isinstance(body, dict) else None
    if not isinstance(pagination, dict):
        return items, False, None
    page, pages = pagination.get("page"), pagination.get("numPages")
    if not isinstance(page, int) or not isinstance(pages, int):
        return items, False, None
    return items, page < pages, page


def document_form(
    files: Sequence[FileTypes], metadata: Optional[Mapping[str, Any]]
) -> Tuple[Dict[str, Any], Dict[str, Any]]:
    """Return (files, fields) of the form that uploads documents.

    Raises:
        InvalidArgumentError: no list of files, or a file that cannot be read, is empty, or is over 50 MiB, or metadata
            that has no JSON form; nothing has been sent.
    """
    if isinstance(files, (str, bytes, bytearray)) or not isinstance(files, Iterable):
        raise InvalidArgumentError(_NO_FILES)
    uploads = [Path(each) if isinstance(each, str) else each for each in files]
    if not uploads:
        raise InvalidArgumentError(_NO_FILES)
    for each in uploads:
        size = file_part("files", each).size()
        if size == 0:
            raise InvalidArgumentError(f"{document_name(each)} is empty.")
        if size is not None and size > LARGEST_DOCUMENT:
            raise InvalidArgumentError(
                f"{document_name(each)} has {size:,} bytes; a vectorstore takes at most 50 MiB a file."
            )
    try:
        return {"files": uploads}, {} if metadata is None else {
            "metadata": json.dumps(metadata, allow_nan=False)
        }
    except (TypeError, ValueError) as error:
        raise InvalidArgumentError(f"metadata must be JSON: {error}.") from None


def document_name(file: FileTypes) -> str:
    """Return the name of a file to upload, for messages."""
    named: Any = file[0] if isinstance(file, tuple) else getattr(file, "name", file)
    return "the file" if named is None or isinstance(named, bytes) else str(named)
