"""The embedded platform over HTTP, with equal times of all responses.

    python benchmarks/apply_server.py LATENCY FILE     prints its port

LATENCY is in seconds, from a request's arrival to its response, and includes the platform's own work: while that takes
less and a core is free for it, it does not change a client's times. `GET /counts` returns the requests and the load of
the platform, and resets them.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from typing import Any, Mapping

from smarter.local import Platform
from smarter.local import server as serving


class Patient:
    """A platform that answers after a fixed latency."""

    def __init__(self, platform: Platform, latency: float) -> None:
        self.platform = platform
        self.latency = latency
        self.lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.late = 0
        self.cpu = time.process_time()

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Any:
        due = time.perf_counter() + self.latency
        if target == "/counts":
            return self.told()
        answer = self.platform.handle(method, target, headers, body)
        left = due - time.perf_counter()
        with self.lock:
            self.counts[target.split("/")[4]] += 1
            self.late += left < 0
        if left > 0:
            time.sleep(left)
        return answer

    def told(self) -> Any:
        """Return the counts, the share of late responses, and CPU seconds."""
        now = time.process_time()
        with self.lock:
            said = {"requests": dict(self.counts), "late": self.late, "cpu": now - self.cpu}
            self.counts, self.late, self.cpu = Counter(), 0, now
        return 200, [("Content-Type", "application/json")], json.dumps(said).encode()


def main() -> None:
    latency, file = float(sys.argv[1]), sys.argv[2]
    sys.setswitchinterval(0.001)  # a thread after its sleep does not wait for working threads
    patient: Any = Patient(Platform(file, api_key="k" * 64), latency)
    listener = serving.bind("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    serving.server(patient).run(sockets=[listener])


if __name__ == "__main__":
    main()
