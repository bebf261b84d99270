"""Write the page of the API's operations, their methods or commands, and tests.

Run `python scripts/generate_coverage.py OPENAPI [--check]`.

`OPENAPI` is the platform's OpenAPI 3.1 document, which its Python SDK's source archive holds. `--check` writes nothing
and exits 1 if the committed page is outdated.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.generate_rest import operations  # noqa: E402

PAGE = ROOT / "docs/api-coverage.md"
REST = "tests/resources/test_rest.py"
KINDS = "tests/resources/test_kinds.py"
GENERATED = f"{REST}::test_each_operation_has_a_method_that_sends_it_and_reads_its_answer"
_ONE = 'client.resources["Kind"].'

# Operations with hand-written methods -> (method or command, a test).
BY_HAND: Dict[str, Tuple[str, str]] = {
    "apply": (
        "client.manifests.apply",
        "tests/resources/test_manifests.py::test_a_folder_is_applied_and_then_unchanged",
    ),
    "validate": (
        "smarter validate --server",
        "tests/platform/test_server_checks.py::test_validate_server_reports_findings_of_the_platform",
    ),
    "get": (f"{_ONE}list", f"{KINDS}::test_a_list_has_a_row_for_each_resource"),
    "describe": (f"{_ONE}get", f"{KINDS}::test_a_resource_is_created_read_updated_and_deleted"),
    "delete": (f"{_ONE}delete", f"{KINDS}::test_a_resource_is_created_read_updated_and_deleted"),
    "deploy": (f"{_ONE}deploy", f"{KINDS}::test_a_resource_can_be_updated_deployed_and_deleted"),
    "undeploy": (f"{_ONE}undeploy", f"{KINDS}::test_a_resource_can_be_updated_deployed_and_deleted"),
    "logs": (f"{_ONE}logs", f"{KINDS}::test_a_resource_can_be_updated_deployed_and_deleted"),
    "example_manifest": (
        "smarter api POST cli/example-manifest/KIND/",
        "tests/acceptance/test_rest_commands.py::test_the_models_of_a_provider_are_listed",
    ),
    "json_schema": (
        "smarter schema pull",
        "tests/platform/test_discovery_command.py::test_every_kind_of_the_platform_is_pulled_or_known",
    ),
    "resources": (
        "smarter api-resources",
        "tests/platform/test_discovery_command.py::test_the_kinds_of_a_platform_with_their_verbs",
    ),
    "prompt": (
        "client.resources.chatbots.prompt",
        "tests/resources/test_prompting.py::test_every_dialect_can_be_prompted",
    ),
    "prompt_config": (
        "client.llm_clients.config",
        GENERATED,
    ),
    "status": ("client.status", f"{KINDS}::test_whoami_version_and_status_answer"),
    "version": ("client.version", f"{KINDS}::test_whoami_version_and_status_answer"),
    "whoami": ("client.whoami", f"{KINDS}::test_whoami_version_and_status_answer"),
    "llmclient_prompt": (
        "client.llm_clients.prompt",
        "tests/resources/test_prompt_streams.py::test_chatbots_can_be_prompted_by_id",
    ),
    "vectorstore_add_documents": (
        "client.vectorstores.documents.add_files",
        f"{REST}::test_several_files_are_uploaded_as_parts_of_one_form",
    ),
}


def rows(document: Mapping[str, Any]) -> Iterator[Tuple[str, str, str]]:
    """Yield (operation, method or command, test), in the document's order."""
    generated = {
        each.id: ".".join(filter(None, ["client", each.group, each.collection, each.method]))
        for each in operations(document)
        if each.method
    }
    for path, verbs in document["paths"].items():
        for verb, spec in verbs.items():
            if verb in ("get", "post", "put", "patch", "delete"):
                name = spec["operationId"]
                call, test = (generated[name], GENERATED) if name in generated else BY_HAND[name]
                yield f"{verb.upper()} {path}", call, test


def page(document: Mapping[str, Any]) -> str:
    """Return the page."""
    table = list(rows(document))
    lines = [
        "# Operations of the platform's API",
        "",
        "<!-- Generated from the platform's OpenAPI document by scripts/generate_coverage.py. Edit that, not this. -->",
        "",
        f"The {len(table)} operations of the newer platform's OpenAPI document, below `api/v1/`, with their methods or",
        "commands, and their tests if these are not",
        f"`{GENERATED}`.",
        "Other requests: `client.get`, `client.post` and so on, or `smarter api`.",
        "",
        *(
            f"- `{operation}`: `{call}`{'' if test == GENERATED else f' (`{test}`)'}"
            for operation, call, test in table
        ),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: List[str]) -> int:
    """Write or check the page; return 1 if a checked one is stale."""
    source = next(each for each in arguments if not each.startswith("-"))
    text = page(json.loads(Path(source).read_text(encoding="utf-8")))
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
    if stale and "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
    if stale:
        print(f"{PAGE.relative_to(ROOT)} {'is stale' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
