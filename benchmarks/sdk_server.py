"""The SDK benchmark's server: small responses, paged lists, discarded uploads.

    python benchmarks/sdk_server.py     prints its port

It answers from memory with little work, so that the client is measured.
"""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from typing import Any

JOBS = 10_000


def _json(data: Any) -> bytes:
    return json.dumps(data).encode()


MODEL = _json({"id": "gpt-4o", "object": "model", "created": 1_700_000_000, "owned_by": "system"})
FILE = _json(
    {
        "id": "file-1",
        "object": "file",
        "bytes": 1,
        "created_at": 1,
        "filename": "f",
        "purpose": "p",
        "status": "processed",
    }
)
COMPLETION = _json(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "logprobs": None,
                "message": {"role": "assistant", "content": "Hi.", "refusal": None},
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
)
WHOAMI = _json(
    {
        "data": {
            "user": {"id": 1, "username": "admin", "email": "a@example.com"},
            "account": {"id": 1, "accountNumber": "1", "name": "a"},
            "environment": "local",
        },
        "message": "",
        "api": "smarter.sh/v1",
        "metadata": {"command": "whoami", "thing": "User"},
    }
)


@lru_cache(maxsize=None)
def page(after: int) -> bytes:
    """Return a hundred jobs."""
    numbers = range(after + 1, min(after + 101, JOBS))
    data = [
        {
            "id": f"ftjob-{number}",
            "object": "fine_tuning.job",
            "created_at": 1_700_000_000,
            "model": "gpt-4o",
            "status": "succeeded",
            "training_file": "file-abc",
            "error": None,
            "estimated_finish": None,
            "fine_tuned_model": "ft:gpt-4o:x",
            "finished_at": 1_700_000_100,
            "hyperparameters": {"batch_size": 1, "learning_rate_multiplier": 1.0, "n_epochs": 3},
            "integrations": [],
            "metadata": None,
            "organization_id": "org-1",
            "result_files": [],
            "seed": 1,
            "trained_tokens": 100,
            "validation_file": None,
        }
        for number in numbers
    ]
    return _json({"object": "list", "data": data, "has_more": after + 101 < JOBS})


def answer(method: str, target: str) -> bytes:
    """Return the body for a request."""
    if "/fine_tuning/jobs" in target:
        return page(int(target.split("after=ftjob-")[1].split("&")[0]) if "after=" in target else -1)
    if "/whoami" in target:
        return WHOAMI
    if method == "POST":
        return FILE if "/files" in target else COMPLETION
    return MODEL


class Connection(asyncio.Protocol):
    """The part of HTTP/1.1 that the clients use."""

    def __init__(self) -> None:
        self.head = b""
        self.left = 0
        self.reply = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        while data:
            if self.left:  # a body: counted, not kept
                taken = min(self.left, len(data))
                self.left -= taken
                data = data[taken:]
                if not self.left:
                    self.transport.write(self.reply)
                continue
            self.head += data
            if b"\r\n\r\n" not in self.head:
                return
            head, _, data = self.head.partition(b"\r\n\r\n")
            self.head = b""
            method, target = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")[:2]
            body = answer(method, target)
            self.reply = (
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\n"
                b"content-length: %d\r\n\r\n" % len(body)
            ) + body
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    self.left = int(line[15:])
            if not self.left:
                self.transport.write(self.reply)


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
