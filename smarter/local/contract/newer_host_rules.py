"""Rules across the fields of LLMHost: sources, tasks and needs of each engine."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping, NamedTuple, Optional, Tuple

Spec = Mapping[str, Any]
Broken = Tuple[str, str]

_LOADED = ("huggingface", "s3", "url", "pvc")


class _Engine(NamedTuple):
    """An engine's sources, its only task, and its needs: a key, a file, a GPU."""

    sources: Tuple[str, ...] = _LOADED
    task: Optional[str] = None
    checks_key: bool = True
    needs_file: bool = False
    needs_gpu: bool = False


_ENGINES: Mapping[str, _Engine] = {
    "vllm": _Engine(needs_gpu=True),
    "sglang": _Engine(needs_gpu=True),
    "tgi": _Engine(task="text-generation", checks_key=False),
    "tei": _Engine(task="embedding"),
    "llama_cpp": _Engine(needs_file=True),
    "ollama": _Engine(sources=("ollama", "huggingface"), checks_key=False),
    "custom": _Engine(sources=(*_LOADED, "ollama"), checks_key=False),
}
_REPOSITORIES: Mapping[str, str] = {
    "huggingface": r"[A-Za-z0-9][\w.-]*/[\w.-]+",
    "ollama": r"[A-Za-z0-9][\w.-]*(/[\w.-]+)*(:[\w.-]+)?",
    "s3": r"s3://[^/]+.*",
    "url": r"(?i)https?://.+",
    "pvc": r"(?!/)(?!(.*/)?\.\.(/|$)).+",
}


def llm_host_rules(spec: Spec) -> Iterator[Broken]:
    """Yield the rules that a complete spec of an LLMHost breaks."""
    yield from _model(spec["model"])
    yield from _engine(spec["engine"])
    yield from _fit(spec)


def _model(model: Spec) -> Iterator[Broken]:
    source = model["source"]
    if not re.fullmatch(_REPOSITORIES[source], model["repository"]):
        yield "spec.model.repository", f"{model['repository']!r} is not a repository of source {source}"
    if model["revision"] and source != "huggingface":
        yield "spec.model.revision", "revision applies only when source is huggingface"
    if model["task"] == "embedding" and (model["capabilities"] or {}).get("functionCalling"):
        yield "spec.model.capabilities.functionCalling", "an embedding model has no function calling"


def _engine(engine: Spec) -> Iterator[Broken]:
    name, speaks = engine["name"], engine["apiFormat"]
    if name == "custom" and not (engine["image"] and engine["port"]):
        yield "spec.engine.image", "engine custom requires an image and a port"
    if engine["command"] is not None and name != "custom":
        yield "spec.engine.command", "only engine custom takes a command"
    if speaks == "ollama_native" and name not in ("ollama", "custom"):
        yield "spec.engine.apiFormat", f"engine {name} does not speak ollama_native"
    if name == "ollama" and speaks not in ("openai_compatible", "ollama_native"):
        yield "spec.engine.apiFormat", "engine ollama speaks openai_compatible or ollama_native"
    if len(engine["args"] or []) > 100:
        yield "spec.engine.args", "at most 100 args are permitted"
    for key in engine["env"] or {}:
        if not re.fullmatch(r"(?!SMARTER_)[A-Za-z_][A-Za-z0-9_]*", key):
            yield "spec.engine.env", f"{key!r} is not a name that a variable may have"


def _fit(spec: Spec) -> Iterator[Broken]:
    """Yield the conflicts between model, engine, resources, storage and network."""
    model, engine = spec["model"], spec["engine"]
    network, resources = spec["network"] or {}, spec["resources"] or {}
    storage, scaling = spec["storage"] or {}, spec["scaling"] or {}
    gpus = resources.get("gpuCount") or 0
    name, can = engine["name"], _ENGINES[engine["name"]]
    if model["source"] not in can.sources:
        yield "spec.model.source", f"engine {name} cannot load source {model['source']}"
    if can.task not in (None, model["task"]):
        yield "spec.model.task", f"engine {name} cannot serve task {model['task']}"
    if can.needs_file and not model["file"] and model["source"] != "url":
        yield "spec.model.file", f"engine {name} requires model.file"
    if can.needs_gpu and not gpus and not engine["image"]:
        yield "spec.resources.gpuCount", f"engine {name} requires a GPU"
    if (engine["tensorParallelSize"] or 0) > max(gpus, 1):
        yield "spec.engine.tensorParallelSize", "tensorParallelSize must not exceed gpuCount"
    if engine["gpuMemoryUtilization"] is not None and not gpus:
        yield "spec.engine.gpuMemoryUtilization", "gpuMemoryUtilization requires a GPU"
    if model["source"] == "pvc" and not storage.get("existingClaim"):
        yield "spec.storage.existingClaim", "source pvc requires storage.existingClaim"
    alone = storage.get("accessMode", "ReadWriteOnce") == "ReadWriteOnce" and not storage.get("existingClaim")
    if (scaling.get("replicas") or 1) > 1 and alone:
        yield "spec.scaling.replicas", "several replicas cannot share ReadWriteOnce storage"
    if not can.checks_key and network.get("ingress") and not network.get("allowUnauthenticated"):
        yield "spec.network.ingress", f"engine {name} checks no key: an ingress needs allowUnauthenticated"
    if not can.checks_key and network.get("apiKeySecret"):
        yield "spec.network.apiKeySecret", f"engine {name} does not support API keys"
