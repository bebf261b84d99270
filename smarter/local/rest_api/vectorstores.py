"""Routes below `/vectorstores/`: status, documents, search and snapshots."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Tuple

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.contract.name_rewrites import hashed_id
from smarter.local.http import multipart
from smarter.local.http.messages import Reply, Request, json_reply, parsed
from smarter.local.record_columns import times
from smarter.local.rest_api.base import (
    RestError,
    by_id,
    common,
    json_object,
    list_routes,
    resource_by_id,
    route,
)
from smarter.local.rest_api.document_store import DocumentStore
from smarter.local.rest_api.lexical_search import search
from smarter.local.rest_api.text_extraction import extract_text
from smarter.local.store import Record

LARGEST = 50 * 1024 * 1024
_MOST_RESULTS = 50


def _store(platform: BasePlatform, identifier: str) -> DocumentStore:
    return DocumentStore(platform, resource_by_id(platform, "Vectorstore", identifier))


# The vectorstore


def list_all(platform: BasePlatform, request: Request) -> Any:
    """GET vectorstores/."""
    return [_shown(platform, record) for record in platform.resources("Vectorstore")]


def status(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET vectorstores/{id}/status/."""
    store = _store(platform, identifier)
    return {
        "vectorstore": store.record.name,
        "status": store.status,
        "message": "",
        "vectorCount": _vectors(store),
        "stats": {"ranking": "lexical"},
    }


def deploy(platform: BasePlatform, request: Request, identifier: str) -> Reply:
    """POST vectorstores/{id}/deploy/."""
    store = _store(platform, identifier)
    if store.status not in ("ready", "provisioning"):
        store.set_status("provisioning")
    return json_reply(202, _shown(platform, store.record))


def undeploy(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """POST vectorstores/{id}/undeploy/."""
    store = _store(platform, identifier)
    store.set_status("stopped")
    return _shown(platform, store.record)


def _vectors(store: DocumentStore) -> int:
    return sum(store.count_chunks(row) for row in store.rows() if store.state_of(row) == "loaded")


def _shown(platform: BasePlatform, record: Record) -> Dict[str, Any]:
    store = DocumentStore(platform, record)
    spec = record.manifest["spec"]
    index, embeddings = spec.get("index") or {}, spec.get("embeddings") or {}
    return {
        **common(platform, record),
        "connection": spec.get("connection"),
        "embeddingsProvider": embeddings.get("provider"),
        "embeddingsModel": embeddings.get("model"),
        "apiKeySecret": None,
        "documentCount": len(store.rows()),
        "snapshotCount": len(store.snapshots()),
        "manifestUrl": f"/vectorstore/vectors/{hashed_id(record.id)}/",
        "spec": spec,
        "backend": spec.get("backend"),
        "hosting": spec.get("hosting") or "managed",
        "isActive": spec.get("isActive", True),
        "dimension": index.get("dimension"),
        "metric": index.get("metric") or "cosine",
        "deletionProtection": bool(index.get("deletionProtection")),
        "status": store.status,
        "statusMessage": "",
        "indexName": index.get("name") or record.name.replace("_", "-"),
        "endpointUrl": "",
        "vectorCount": _vectors(store),
        "stats": {"ranking": "lexical"},
        **dict.fromkeys(("deployedAt", "lastCheckedAt", "lastSnapshotAt", "lastMaintenanceAt")),
    }


# Documents


def list_documents(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET vectorstores/{id}/documents/."""
    store = _store(platform, identifier)
    return {"documents": [store.shown(row) for row in store.rows()]}


def add_documents(platform: BasePlatform, request: Request, identifier: str) -> Reply:
    """POST vectorstores/{id}/documents/: files of a form, or a text, or a URL."""
    store = _store(platform, identifier)
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return _added(store, _uploaded(platform, store, request))
    body = json_object(request)
    if isinstance(body.get("text"), str) and body["text"]:
        name = body.get("name") or "text"
        return _added(
            store, [_keep(store, name, "text", "text/plain", body["text"].encode(), body.get("metadata"))]
        )
    if body.get("url"):
        raise RestError(400, "the embedded platform fetches no URL; upload the document instead")
    raise RestError(400, "text or url is required")


def _uploaded(
    platform: BasePlatform, store: DocumentStore, request: Request
) -> List[Tuple[str, Dict[str, Any]]]:
    media_type = request.headers.get("content-type", "")
    try:
        with multipart.form(media_type, request.pieces(), LARGEST, platform.store.folder) as parts:
            metadata = next((_metadata(part.text) for part in parts if part.name == "metadata"), {})
            files = [part for part in parts if part.name == "files" and part.filename]
            if not files:
                raise RestError(400, "files is required")
            return [
                _keep(store, part.base_name, "upload", part.media_type or "", part.content, metadata)
                for part in files
            ]
    except multipart.FormError as error:
        raise RestError(400, f"could not parse the form: {error}") from None
    except multipart.TooLarge:
        raise RestError(400, "a file must be of at most 50 MiB") from None


def _metadata(text: str) -> Dict[str, Any]:
    found = parsed(text)
    if not isinstance(found, dict):
        raise RestError(400, "metadata must be a JSON object")
    return found


def _keep(
    store: DocumentStore, name: str, source: str, media_type: str, content: bytes, metadata: Any
) -> Tuple[str, Dict[str, Any]]:
    """Keep a document; return (`added` or `duplicate`, the document)."""
    problem = text = ""
    try:
        text = extract_text(name, media_type, content)
    except ValueError as error:
        problem = str(error)
    if not problem and not text.strip():
        raise RestError(400, f"{name}: the document is empty")
    duplicate = None if problem else store.duplicate_of(text)
    if duplicate is not None:
        return "duplicate", duplicate
    about = {"name": name, "source": source, "content_type": media_type, "size": len(content)}
    return "added", store.add(text, problem, **about, metadata=metadata or {})


def _added(store: DocumentStore, kept: List[Tuple[str, Dict[str, Any]]]) -> Reply:
    ready = store.status == "ready"
    return json_reply(
        202,
        {
            "documents": [store.shown(row) for outcome, row in kept if outcome == "added"],
            "duplicates": [store.shown(row) for outcome, row in kept if outcome == "duplicate"],
            "queued": ready,
            "message": "" if ready else f"the vectorstore is {store.status}; deploy it to load its documents",
        },
    )


def delete_document(platform: BasePlatform, request: Request, identifier: str, document: str) -> Reply:
    """DELETE vectorstores/{id}/documents/{document}/."""
    store = _store(platform, identifier)
    found = by_id(store.rows(), document)
    store.delete(found["id"])
    return json_reply(202, {"document": found["name"], "status": "deleting"})


# Search


def search_route(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """POST vectorstores/{id}/search/."""
    store = _store(platform, identifier)
    body = json_object(request)
    query = body.get("query")
    if not isinstance(query, str) or not query.strip():
        raise RestError(400, "query is required")
    if store.status != "ready":
        raise RestError(503, f"the vectorstore is {store.status}")
    threshold = body.get("scoreThreshold") if body.get("searchType") == "similarity_score_threshold" else None
    results = search_documents(store, query, int(body.get("k") or 4), body.get("filter") or {}, threshold)
    # `ranking` tells clients that no vectors were compared.
    return {"vectorstore": store.record.name, "results": results, "ranking": "lexical"}


def search_documents(
    store: DocumentStore, query: str, most: int, wanted: Dict[str, Any], threshold: Any = None
) -> List[Dict[str, Any]]:
    """Return the best loaded chunks with all of the metadata `wanted`, best first."""
    chunks: List[Dict[str, Any]] = []
    for row in store.rows():
        metadata = json.loads(row["metadata"])
        if store.state_of(row) == "loaded" and wanted.items() <= metadata.items():
            about = {**metadata, "source": row["name"]}
            for number, text in enumerate(store.chunks_of(row)):
                chunks.append({"id": f"{row['id']}-{number}", "text": text, "metadata": about})
    hits = search([chunk["text"] for chunk in chunks], query, min(most, _MOST_RESULTS))
    return [
        {**chunks[hit.chunk], "score": hit.score}
        for hit in hits
        if threshold is None or hit.score >= threshold
    ]


# Snapshots


def list_snapshots(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET vectorstores/{id}/snapshots/."""
    return {"snapshots": [_snapshot(row) for row in _store(platform, identifier).snapshots()]}


def create_snapshot(platform: BasePlatform, request: Request, identifier: str) -> Reply:
    """POST vectorstores/{id}/snapshots/."""
    return json_reply(201, _snapshot(_store(platform, identifier).take_snapshot()))


def restore(platform: BasePlatform, request: Request, identifier: str, snapshot: str) -> Any:
    """POST vectorstores/{id}/snapshots/{snapshot}/restore/."""
    store = _store(platform, identifier)
    found = by_id(store.snapshots(), snapshot)
    store.restore(found)
    name = _snapshot(found)["name"]
    return {"vectorstore": store.record.name, "restored": name, "vectorCount": _vectors(store)}


def _snapshot(row: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "id": row["id"],
        "hashedId": hashed_id(row["id"]),
        **times(row["created"], row["created"]),
        "name": f"snapshot-{row['id']}",
        "status": "ready",
        "statusMessage": "",
        "scheduled": False,
        "sizeBytes": len(row["documents"]),
        "vectorCount": None,
    }


_ONE = "/vectorstores/([^/]+)/"
ROUTES: List[Route] = [
    *list_routes("vectorstores", list_all),
    route("GET", _ONE + "status/", status),
    route("POST", _ONE + "deploy/", deploy),
    route("POST", _ONE + "undeploy/", undeploy),
    route("GET", _ONE + "documents/", list_documents),
    route("POST", _ONE + "documents/", add_documents),
    route("DELETE", _ONE + "documents/([^/]+)/", delete_document),
    route("POST", _ONE + "search/", search_route),
    route("GET", _ONE + "snapshots/", list_snapshots),
    route("POST", _ONE + "snapshots/", create_snapshot),
    route("POST", _ONE + "snapshots/([^/]+)/restore/", restore),
]
