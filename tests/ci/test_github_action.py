"""The GitHub Action: validate, plan on a pull request, apply on merge, drift."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any, Dict

import pytest
from ruamel.yaml import YAML

from tests.ci.pipeline import ROOT, Done, Runner


def action() -> Dict[str, Any]:
    loaded: Dict[str, Any] = YAML(typ="safe").load(ROOT / "action.yml")
    return loaded


class Action:
    """The action's last step, as GitHub runs it."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.output = runner.folder / "output"
        self.summary = runner.folder / "summary.md"

    def __call__(self, **inputs: str) -> Done:
        """Run with these inputs; the others have their defaults."""
        given = {name: str(about.get("default", "")) for name, about in action()["inputs"].items()}
        given.update({name.replace("_", "-"): value for name, value in inputs.items()})
        given["context"] = given["context"] or "local"
        given["github-token"] = "the-token"
        step = action()["runs"]["steps"][-1]
        environ = {key: filled(value, given) for key, value in step["env"].items()}
        for file in (self.output, self.summary):
            file.write_text("")
        environ.update(
            GITHUB_ACTION_PATH=str(ROOT),
            GITHUB_REPOSITORY="owner/shop",
            GITHUB_OUTPUT=str(self.output),
            GITHUB_STEP_SUMMARY=str(self.summary),
        )
        return self.runner.run(step["run"], environ)

    @property
    def outputs(self) -> Dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines())


def filled(value: str, inputs: Dict[str, str]) -> str:
    """Fill in GitHub's expressions in a value."""

    def one(match: re.Match[str]) -> str:
        word = match.group(1)
        return "7" if word == "github.event.pull_request.number" else inputs[word.split(".")[1]]

    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", one, value)


@pytest.fixture
def act(runner: Runner) -> Action:
    return Action(runner)


def test_a_pull_request_is_planned_and_its_merge_applied(act: Action) -> None:
    assert act(command="validate").code == 0

    planned = act(command="plan", set="shop", plan_file="plan.json")
    assert planned.code == 0, planned.err
    assert act.outputs == {"exit-code": "1", "changes": "true"}
    assert "+ plugin/faq create" in planned.out
    assert "**5 to create**" in act.summary.read_text()

    applied = act(command="apply", plan_file="plan.json")
    assert applied.code == 0, applied.err
    assert act.outputs["exit-code"] == "0"
    assert (
        "::notice file=manifests/quickstart/chatbot.yaml,line=2,title=chatbot/bike_shop::created"
        in applied.out
    )

    assert act(command="plan", set="shop").code == 0
    assert act.outputs == {"exit-code": "0", "changes": "false"}


def test_without_a_saved_plan_apply_makes_its_own(act: Action) -> None:
    assert act(command="apply", set="shop").code == 0
    act.runner.edit("chatbot.yaml", "appName: Spoke & Chain", "appName: Chain & Spoke")
    done = act(command="apply", set="shop")
    assert "chatbot/bike_shop::updated" in done.out
    assert "plugin/faq" not in done.out


def test_a_stale_plan_is_refused(act: Action) -> None:
    act(command="plan", set="shop", plan_file="plan.json")
    act.runner.edit("chatbot.yaml", "appName: Spoke & Chain", "appName: Chain & Spoke")
    assert act(command="apply", plan_file="plan.json").code == 8
    assert act.outputs == {"exit-code": "8"}


def test_a_bad_manifest_is_annotated_and_has_no_plan(act: Action) -> None:
    act.runner.edit("plugin.yaml", "systemRole", "sytemRole")
    done = act(command="validate")
    assert done.code == 1
    assert re.search(r"^::error file=manifests/quickstart/plugin.yaml,line=\d+", done.out, re.MULTILINE)
    assert act(command="plan", set="shop").code == 2
    assert act.outputs == {"exit-code": "2"}
    assert act.summary.read_text() == ""


def test_drift_fails_the_job(act: Action) -> None:
    assert act(command="apply", set="shop").code == 0
    assert act(command="drift", set="shop").code == 0
    assert act.outputs["changes"] == "false"
    assert act.summary.read_text() == ""
    act.runner.run(
        "sed 's/appName: .*/appName: X/' manifests/quickstart/chatbot.yaml | smarter apply -f -", {}
    )
    done = act(command="drift", set="shop")
    assert done.code == 1
    assert "::error title=drift::" in done.out
    assert "spec.config.appName" in act.summary.read_text()


def test_prune_needs_its_input(act: Action) -> None:
    act(command="apply", set="shop")
    for file in ("file.yaml", "chatbot.yaml"):  # one resource alone may always be pruned
        (act.runner.folder / "manifests" / "quickstart" / file).unlink()
    assert "file/repair_guide" not in act(command="apply", set="shop").out
    assert act(command="apply", set="shop", prune="true", prune_limit="10").code == 8
    done = act(command="apply", set="shop", prune="true", prune_limit="40")
    assert "file/repair_guide::deleted" in done.out


def test_several_paths_are_given_one_per_line(act: Action) -> None:
    done = act(
        command="apply", files="manifests/quickstart/plugin.yaml\n\n  \nmanifests/quickstart/chatbot.yaml\n"
    )
    assert done.code == 0, done.err
    assert done.out.count("::created") == 2


# A stub of GitHub's command: comments are files, `id body` each.
GH = """#!/bin/bash
echo "$GH_TOKEN $*" >> "$HOME/calls"
mkdir -p "$HOME/comments"
case "$*" in
  *--jq*)
    [[ "$*" == *'select(.body | endswith(env.MARK)) | .id'* ]] || exit 9
    for file in "$HOME"/comments/*; do
      [ -e "$file" ] && [[ "$(cat "$file")" == *"$MARK" ]] && basename "$file"
    done
    exit 0 ;;
  *PATCH*) number="${5##*/}" ;;
  *) number="$(($(ls "$HOME/comments" | wc -l) + 1))" ;;
esac
for body in "$@"; do :; done
cp "${body#body=@}" "$HOME/comments/$number"
"""


@pytest.fixture
def gh(act: Action) -> Path:
    """Install a stub of `gh` and return the folder that records its calls."""
    stub = act.runner.folder / "bin" / "gh"
    stub.parent.mkdir()
    stub.write_text(GH)
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    return act.runner.folder


def test_the_plan_becomes_a_comment_and_only_the_comment_gets_the_token(act: Action, gh: Path) -> None:
    act.runner.edit("plugin.yaml", "12 Canal Street", "${env:GH_TOKEN:-nobody's}")
    done = act(command="plan", set="shop", comment="true")
    assert (done.code, "::warning::" in done.out) == (0, False)
    calls = (gh / "calls").read_text().splitlines()
    assert [call.split()[:2] for call in calls] == [["the-token", "api"]] * 2
    assert all("repos/owner/shop/issues/7/comments" in call for call in calls)
    (body,) = [file.read_text() for file in (gh / "comments").iterdir()]
    assert body.startswith("### Plan for shop\n")
    act(command="apply")
    kept = b"".join(path.read_bytes() for path in (gh / "home").glob("local.db*"))
    assert b"nobody's" in kept
    assert b"the-token" not in kept


def test_each_set_updates_only_its_own_comment(act: Action, gh: Path) -> None:
    (gh / "comments").mkdir()
    (gh / "comments" / "1").write_text("Thanks!")
    for name in ("shop", "desk", "shop"):
        assert act(command="plan", set=name, comment="true").code == 0
    act.runner.edit("plugin.yaml", "12 Canal Street", "13 Canal Street")
    assert act(command="plan", set="shop", comment="true").code == 0
    bodies = {file.name: file.read_text() for file in (gh / "comments").iterdir()}
    assert sorted(bodies) == ["1", "2", "3"]
    assert bodies["1"] == "Thanks!"
    assert "### Plan for shop" in bodies["2"]
    assert "### Plan for desk" in bodies["3"]


def test_a_forbidden_comment_does_not_fail_the_job(act: Action, gh: Path) -> None:
    (gh / "bin" / "gh").write_text("#!/bin/sh\nexit 1\n")
    done = act(command="plan", comment="true")
    assert done.code == 0
    assert "::warning::The plan could not be put into a comment" in done.out


def test_an_unknown_command_is_refused(act: Action) -> None:
    done = act(command="destroy")
    assert done.code == 2
    assert act.outputs == {"exit-code": "2"}


def test_expressions_are_only_used_in_env_and_never_in_a_script() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_install_step_installs_the_checkout_of_the_action(runner: Runner, tmp_path: Path) -> None:
    (step,) = [step for step in action()["runs"]["steps"] if step.get("name") == "Install"]
    stub = tmp_path / "python"
    stub.write_text(
        '#!/bin/sh\nmkdir -p "$4/bin"\n'
        'printf \'#!/bin/sh\\necho "$@" > "$HOME/pip"\\n\' > "$4/bin/python"\nchmod +x "$4/bin/python"\n'
    )
    stub.chmod(0o755)
    path = tmp_path / "path"
    done = runner.run(
        step["run"],
        {
            "PYTHON": str(stub),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ACTION_PATH": "/the/action",
            "GITHUB_PATH": str(path),
        },
    )
    assert done.code == 0, done.err
    assert (tmp_path / "pip").read_text().endswith(" /the/action\n")
    assert path.read_text() == f"{tmp_path}/smarter/bin\n"
