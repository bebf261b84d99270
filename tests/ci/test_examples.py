"""The pipelines on the pages use existing inputs, and work as described."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import Any, Dict, Iterator, Tuple

import pytest
from ruamel.yaml import YAML

import smarter
from tests.ci.pipeline import ROOT, Runner
from tests.docs.code_blocks import blocks

HOW_TO = ROOT / "docs" / "how-to"


def files(page: str) -> Dict[str, Any]:
    """Load the files that a page shows."""
    return {
        block.title: list(YAML(typ="safe").load_all(block.text))
        for block in blocks(HOW_TO / page)
        if block.title and block.language == "yaml"
    }


def uses() -> Iterator[Tuple[str, Dict[str, Any]]]:
    for name, documents in files("github.md").items():
        for job in documents[0]["jobs"].values():
            for step in job["steps"]:
                if step["uses"].startswith("OWNER/smarter@"):
                    yield f"{name}: {step['uses']}", step


def test_the_workflows_use_inputs_that_the_action_has() -> None:
    inputs = YAML(typ="safe").load(ROOT / "action.yml")["inputs"]
    required = {name for name, about in inputs.items() if about.get("required")}
    seen = 0
    for where, step in uses():
        assert required <= set(step["with"]) <= set(inputs), where
        seen += 1
    assert seen >= 5


def test_the_workflows_give_no_job_more_than_it_needs() -> None:
    for documents in files("github.md").values():
        assert documents[0]["permissions"] == {"contents": "read"}
        assert "pull_request_target" not in documents[0]["on"]


def test_the_pages_name_this_version() -> None:
    for page in HOW_TO.glob("*.md"):
        for version in re.findall(
            r"(?:OWNER/smarter@v|raw/v|rev: v|smarter:)(\d+\.\d+\.\d+)", page.read_text()
        ):
            assert version == smarter.__version__, page


def test_the_gitlab_page_shows_the_declared_inputs() -> None:
    header = next(iter(YAML(typ="safe").load_all((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))))
    inputs = header["spec"]["inputs"]
    (include,) = files("gitlab.md")[".gitlab-ci.yml"][0]["include"]
    assert set(include["inputs"]) <= set(inputs)
    text = (HOW_TO / "gitlab.md").read_text(encoding="utf-8").split("| job |")[0]
    rows = dict(re.findall(r"^\| `([\w-]+)` \| [^|]* \| `?([^|`]*?)`? \|$", text, re.MULTILINE))
    assert set(rows) == set(inputs)
    for name, about in inputs.items():
        given = about.get("default", "required")
        assert rows[name] == (str(given).lower() if isinstance(given, bool) else given)


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="needs kubectl")
def test_the_jobs_for_argo_cd_apply_and_see_drift(runner: Runner) -> None:
    deploy = runner.folder / "deploy"
    (drift,) = [each for each in blocks(HOW_TO / "kubernetes.md") if each.title == "deploy/drift.yaml"]
    for block in [*blocks(HOW_TO / "argocd.md"), drift]:
        if block.title:
            (runner.folder / block.title).parent.mkdir(exist_ok=True)
            (runner.folder / block.title).write_text(block.text, encoding="utf-8")
    shutil.copytree(ROOT / "manifests" / "quickstart", deploy / "manifests")
    built = subprocess.run(
        ["kubectl", "kustomize", str(deploy)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=os.environ,
    )
    resources = {each["kind"]: each for each in YAML(typ="safe").load_all(built.stdout)}
    assert set(resources) == {"ConfigMap", "Job", "CronJob"}

    mounted = runner.folder / "workspace" / "manifests"
    mounted.mkdir(parents=True)
    for name, text in resources["ConfigMap"]["data"].items():
        (mounted / name).write_text(text, encoding="utf-8")

    def run(pod: Dict[str, Any]) -> int:
        (container,) = pod["containers"]
        (volume,) = [v for v in pod["volumes"] if v["name"] == "manifests"]
        assert volume["configMap"]["name"] == resources["ConfigMap"]["metadata"]["name"]
        words = [word.replace("/workspace/", f"{runner.folder}/workspace/") for word in container["args"]]
        return runner.run(" ".join(["smarter", *words]), {}).code

    job = resources["Job"]["spec"]["template"]["spec"]
    cron = resources["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert run(cron) == 1
    assert run(job) == 0
    assert run(cron) == 0
    (mounted / "chatbot.yaml").write_text(
        (mounted / "chatbot.yaml").read_text().replace("appName: Spoke & Chain", "appName: Drifted")
    )
    assert run(cron) == 1


def test_the_image_has_the_user_and_the_home_that_the_jobs_expect() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    page = (HOW_TO / "argocd.md").read_text(encoding="utf-8")
    assert set(re.findall(r"runAsUser: (\d+)", page)) == set(
        re.findall(r"^USER (\d+)", dockerfile, re.MULTILINE)
    )
    assert set(re.findall(r"name: home, mountPath: (\S+) ", page)) == {
        re.findall(r"HOME=(\S+)", dockerfile)[0]
    }


def kubernetes_resources() -> Iterator[Tuple[str, Dict[str, Any]]]:
    for page in ("argocd.md", "kubernetes.md"):
        for name, documents in files(page).items():
            for document in documents:
                if "kustomize.config" not in document["apiVersion"]:
                    yield f"{page}: {name}", document


def test_the_kubernetes_resources_are_valid() -> None:
    validator = pytest.importorskip("kubernetes_validate")
    seen = []
    for where, resource in kubernetes_resources():
        version = validator.latest_version()
        validator.validate(resource, version, strict=True)
        seen.append(where)
    assert len(seen) == 3


def test_the_machines_of_the_indexed_job_apply_all_and_the_cron_job_sees_drift(runner: Runner) -> None:
    resources = {document["kind"]: document for _, document in kubernetes_resources()}
    assert resources["Job"]["metadata"]["namespace"] == "smarter"
    mounted = runner.folder / "workspace" / "manifests"
    shutil.copytree(ROOT / "manifests" / "quickstart", mounted)
    job = resources["Job"]["spec"]
    cron = resources["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (drift,), (machine,) = cron["containers"], job["template"]["spec"]["containers"]
    here = f"{runner.folder}/workspace/"

    def look() -> int:
        return runner.run(" ".join(["smarter", *drift["args"]]).replace("/workspace/", here), {}).code

    def apply() -> None:
        assert machine["command"] == ["sh", "-c"]
        for index in range(job["completions"]):
            line = machine["args"][0].replace("exec ", "").replace("/workspace/", here)
            done = runner.run(line, {"JOB_COMPLETION_INDEX": str(index)})
            assert done.code == 0, done.out

    assert look() == 1
    apply()
    assert look() == 0
    (mounted / "file.yaml").unlink()
    assert look() == 1
    apply()
    assert look() == 0
