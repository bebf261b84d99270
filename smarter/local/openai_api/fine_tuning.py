"""The fine-tuning API: jobs pass through OpenAI's states as time passes.

Nothing is trained: the model that comes out is the platform's model under another name.
"""

from __future__ import annotations

import json
import random
import sqlite3
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Request, parsed
from smarter.local.openai_api import file_store, files, models
from smarter.local.openai_api.base import (
    OpenAIError,
    invalid,
    invalid_type,
    json_body,
    missing,
    new_id,
    number,
    page,
    route,
    with_metadata,
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS openai_jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL,
    cancelled_at REAL,
    job TEXT NOT NULL
);
"""

FEWEST_EXAMPLES = 10
_EPOCHS = 3


class Stage(NamedTuple):
    """A state of a job: its start in seconds after creation, and its event."""

    after: float
    status: str
    message: str


STAGES = (
    Stage(0, "validating_files", "Validating training file: {file}"),
    Stage(1, "queued", "Files validated, moving job to queued state"),
    Stage(2, "running", "Fine-tuning job started"),
    Stage(5, "succeeded", "The job has successfully completed"),
)


def create(platform: BasePlatform, request: Request) -> Any:
    """POST /fine_tuning/jobs: create a job."""
    body = json_body(request)
    for param in ("model", "training_file"):
        if body.get(param) is None:
            raise missing(param)
        if not isinstance(body[param], str):
            raise invalid_type(param, "a string", body[param])
    models.require(platform, body["model"])
    training = _training(platform, "training_file", body["training_file"])
    if body.get("validation_file"):
        _training(platform, "validation_file", body["validation_file"])
    now = platform.clock()
    problem, words = _examined(_lines(file_store.pieces(platform.store, training["id"], training["bytes"])))
    identifier = new_id("ftjob-")
    chosen = ((body.get("method") or {}).get("supervised") or {}).get("hyperparameters") or {}
    hyperparameters = {
        "batch_size": "auto",
        "learning_rate_multiplier": "auto",
        "n_epochs": "auto",
        **(body.get("hyperparameters") or {}),
        **chosen,
    }
    if hyperparameters["n_epochs"] == "auto":
        hyperparameters["n_epochs"] = _EPOCHS
    epochs = number(hyperparameters, "n_epochs", 1, 50, whole=True) or _EPOCHS
    job = {
        "object": "fine_tuning.job",
        "id": identifier,
        "model": body["model"],
        "created_at": int(now),
        "fine_tuned_model": f"ft:{body['model']}:local:{body.get('suffix') or ''}:{identifier[-8:]}",
        "organization_id": "org-local",
        "result_files": [],
        "validation_file": body.get("validation_file"),
        "training_file": body["training_file"],
        "hyperparameters": hyperparameters,
        "trained_tokens": words * epochs,
        "error": problem,
        "user_provided_suffix": body.get("suffix"),
        "seed": body["seed"] if isinstance(body.get("seed"), int) else random.randrange(2**31),
        "integrations": body.get("integrations") or [],
        "method": body.get("method")
        or {"type": "supervised", "supervised": {"hyperparameters": hyperparameters}},
        "metadata": body.get("metadata"),
    }
    with platform.store.write():
        platform.store.save("openai_jobs", id=identifier, created_at=now, job=job)
        if not problem:
            models.add_tuned(platform.store, job["fine_tuned_model"], now + STAGES[-1].after)
    return _shown(platform, _row(platform, identifier))


def list_jobs(platform: BasePlatform, request: Request) -> Any:
    """GET /fine_tuning/jobs: a page, newest first."""
    rows = platform.store.rows("SELECT * FROM openai_jobs ORDER BY number DESC")
    jobs = with_metadata(request, [_shown(platform, row) for row in rows])
    return page(request, jobs, default=20, most=100, ends=False)


def retrieve(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /fine_tuning/jobs/{id}: a job's current state."""
    return _shown(platform, _row(platform, identifier))


def cancel(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """POST /fine_tuning/jobs/{id}/cancel: cancel an unfinished job."""
    row = _row(platform, identifier)
    if _shown(platform, row)["finished_at"] is not None:
        raise invalid(f"Job has already completed: {identifier}", None, "invalid_state")
    with platform.store.write():
        update = "UPDATE openai_jobs SET cancelled_at = ? WHERE id = ?"
        platform.store.run(update, platform.clock(), identifier)
        models.remove_tuned(platform.store, json.loads(row["job"])["fine_tuned_model"])
    return _shown(platform, _row(platform, identifier))


def list_events(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /fine_tuning/jobs/{id}/events: a job's events, newest first."""
    _, _, created, cancelled, text = _row(platform, identifier)
    job = json.loads(text)
    ended = min(platform.clock(), cancelled or platform.clock())
    rows = [
        _event(
            identifier, created + stage.after, stage.message.format(file=job["training_file"]), stage.status
        )
        for stage in _passed(job, ended - created)
    ]
    if job["error"] and len(rows) > 1:
        rows[-1] = _event(identifier, created + STAGES[1].after, job["error"]["message"], "failed", "error")
    elif cancelled:
        rows.append(_event(identifier, cancelled, "The job has been cancelled", "cancelled"))
    else:
        rows.insert(0, _event(identifier, created, f"Created fine-tuning job: {identifier}", "created"))
    return page(request, rows[::-1], default=20, most=100, ends=False)


def list_checkpoints(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /fine_tuning/jobs/{id}/checkpoints: a model for each epoch, newest first."""
    job = _shown(platform, _row(platform, identifier))
    last = job["hyperparameters"]["n_epochs"]
    epochs = range(last, 0, -1) if job["status"] == "succeeded" else ()
    rows = [
        {
            "object": "fine_tuning.job.checkpoint",
            "id": f"ftckpt_{identifier[len('ftjob-') :]}-{epoch}",
            "created_at": job["finished_at"],
            "fine_tuned_model_checkpoint": job["fine_tuned_model"]
            + (f":ckpt-step-{epoch}" if epoch < last else ""),
            "fine_tuning_job_id": identifier,
            "metrics": {"step": epoch},
            "step_number": epoch,
        }
        for epoch in epochs
    ]
    return page(request, rows, default=10, most=100)


def _row(platform: BasePlatform, identifier: str) -> sqlite3.Row:
    row = platform.store.row("SELECT * FROM openai_jobs WHERE id = ?", identifier)
    if row is None:
        raise OpenAIError(
            404, f"Could not find fine tune: {identifier}", param="fine_tune_id", code="fine_tune_not_found"
        )
    return row


def _training(platform: BasePlatform, param: str, identifier: str) -> Dict[str, Any]:
    """Return the row of a file that a job names."""
    about = files.find(platform.store, identifier)
    if about is None:
        raise invalid(f"invalid {param}: {identifier}", param)
    if about["purpose"] != "fine-tune":
        raise invalid(
            f"File '{identifier}' has purpose '{about['purpose']}'; expected 'fine-tune'.",
            param,
            "invalid_file_purpose",
        )
    return about


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file that comes in chunks."""
    held = b""
    for piece in pieces:
        *whole, held = (held + piece).split(b"\n")
        yield from whole
    yield held


def _examined(lines: Iterable[bytes]) -> Tuple[Optional[Dict[str, Any]], int]:
    """Return the error of a training file, or None, and its number of words."""
    examples = words = 0
    for line in filter(bytes.strip, lines):
        examples += 1
        words += len(line.split())
        found = parsed(line)
        messages = found.get("messages") if isinstance(found, dict) else None
        if not isinstance(messages, list) or not messages:
            wrong = f"Line {examples} is not a JSON object with messages."
            return _invalid_file("invalid_training_file", wrong), words
    if examples < FEWEST_EXAMPLES:
        wrong = f"Training file has {examples} example(s), but must have at least {FEWEST_EXAMPLES} examples."
        return _invalid_file("invalid_n_examples", wrong), words
    return None, words


def _invalid_file(code: str, wrong: str) -> Dict[str, Any]:
    text = f"The job failed due to an invalid training file. {wrong}"
    return {"code": code, "message": text, "param": "training_file"}


def _passed(job: Mapping[str, Any], seconds: float) -> List[Stage]:
    """Return the stages that a job has reached.

    A job with a bad file ends after the first.
    """
    last = 2 if job["error"] else len(STAGES)
    return [stage for stage in STAGES[:last] if stage.after <= seconds] or [STAGES[0]]


def _shown(platform: BasePlatform, row: sqlite3.Row) -> Dict[str, Any]:
    """Return a job's current state."""
    _, _, created, cancelled, text = row
    job = json.loads(text)
    now = min(platform.clock(), cancelled or platform.clock())
    stage = _passed(job, now - created)[-1]
    status = "failed" if job["error"] and stage is STAGES[1] else stage.status
    if cancelled and status not in ("succeeded", "failed"):
        status = "cancelled"
    finished = status in ("succeeded", "failed", "cancelled")
    done = status == "succeeded"
    return {
        **job,
        "status": status,
        "fine_tuned_model": job["fine_tuned_model"] if done else None,
        "trained_tokens": job["trained_tokens"] if done else None,
        "error": job["error"] if status == "failed" else None,
        "finished_at": int(cancelled or created + stage.after) if finished else None,
        "estimated_finish": int(created + STAGES[-1].after) if not finished else None,
    }


def _event(job: str, when: float, message: str, status: str, level: str = "info") -> Dict[str, Any]:
    return {
        "object": "fine_tuning.job.event",
        # The same each time it is listed: a page goes on after an event by its id.
        "id": f"ftevent-{job[len('ftjob-') :]}-{status}",
        "created_at": int(when),
        "level": level,
        "message": message,
        "type": "message",
        "data": {},
    }


ROUTES: List[Route] = [
    route("POST", "/fine_tuning/jobs", create),
    route("GET", "/fine_tuning/jobs", list_jobs),
    route("GET", "/fine_tuning/jobs/([^/]+)", retrieve),
    route("POST", "/fine_tuning/jobs/([^/]+)/cancel", cancel),
    route("GET", "/fine_tuning/jobs/([^/]+)/events", list_events),
    route("GET", "/fine_tuning/jobs/([^/]+)/checkpoints", list_checkpoints),
]
