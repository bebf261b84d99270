"""The include for GitLab: its jobs' scripts, in the order of a pipeline."""

from __future__ import annotations

import re
from typing import Any, Dict

import pytest
from ruamel.yaml import YAML

from tests.ci.pipeline import ROOT, Done, Runner

INPUTS = {"install": "smarter.whl", "set": "shop", "files": "manifests"}


def documents() -> Any:
    return YAML(typ="safe").load_all((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))


def jobs(**inputs: str) -> Dict[str, Any]:
    """Return the include's jobs with its inputs filled in."""
    header, _ = documents()
    given = {name: about.get("default") for name, about in header["spec"]["inputs"].items()}
    given.update(INPUTS)
    given.update(inputs)
    text = (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8").split("\n---\n")[1]
    text = re.sub(
        r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: str(given[m.group(1)]).replace("False", "false"), text
    )
    loaded: Dict[str, Any] = YAML(typ="safe").load(text)
    return loaded


def job(runner: Runner, name: str, **inputs: str) -> Done:
    """Run a job's script, with the variables of the jobs that it extends."""
    all_jobs = jobs(**inputs)
    about = {**all_jobs[".smarter"], **all_jobs[name]}
    return runner.run(
        "\n".join(about["script"]), {key: str(value) for key, value in about["variables"].items()}
    )


def test_all_declared_inputs_and_no_others_are_used() -> None:
    text = (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8")
    header, _ = documents()
    assert set(re.findall(r"inputs\.([\w-]+) ", text)) == set(header["spec"]["inputs"])


def test_a_merge_is_validated_planned_and_applied(runner: Runner) -> None:
    assert job(runner, "smarter-validate").code == 0
    planned = job(runner, "smarter-plan")
    assert planned.code == 0, planned.err
    assert "+ plugin/faq create" in planned.out
    applied = job(runner, "smarter-apply")
    assert applied.code == 0, applied.err
    assert "5 resources: 5 created" in applied.out

    assert job(runner, "smarter-drift").code == 0
    assert job(runner, "smarter-plan").code == 0
    assert "5 unchanged" in job(runner, "smarter-apply").out


def test_drift_fails_its_job(runner: Runner) -> None:
    job(runner, "smarter-plan")
    job(runner, "smarter-apply")
    runner.edit("chatbot.yaml", "appName: Spoke & Chain", "appName: Chain & Spoke")
    assert job(runner, "smarter-drift").code == 1


def test_a_bad_manifest_fails_both_jobs_and_the_report_names_it(runner: Runner) -> None:
    runner.edit("plugin.yaml", "systemRole", "sytemRole")
    assert job(runner, "smarter-validate").code == 1
    assert job(runner, "smarter-plan").code == 1
    report = jobs()["smarter-validate"]["after_script"][0]
    assert runner.run(report, {"FILES": "manifests"}).code == 0
    assert "sytemRole" in (runner.folder / "smarter-validate.xml").read_text(encoding="utf-8")


def test_a_platform_that_cannot_be_reached_fails_the_plan(runner: Runner) -> None:
    runner.environ.update(SMARTER_CONTEXT="", SMARTER_BASE_URL="http://127.0.0.1:9", SMARTER_API_KEY="x" * 64)
    assert job(runner, "smarter-plan").code == 1


def test_prune_needs_its_input(runner: Runner) -> None:
    job(runner, "smarter-plan")
    job(runner, "smarter-apply")
    (runner.folder / "manifests" / "quickstart" / "file.yaml").unlink()
    assert "delete" not in job(runner, "smarter-plan").out
    assert "- file/repair_guide delete" in job(runner, "smarter-plan", prune="true").out
    assert "file/repair_guide deleted" in job(runner, "smarter-apply").out


@pytest.mark.parametrize("name", ["smarter-plan", "smarter-apply"])
def test_no_job_that_needs_the_key_runs_on_a_schedule(name: str) -> None:
    for rule in jobs()[name]["rules"]:
        assert "merge_request_event" in rule["if"] or '!= "schedule"' in rule["if"]
