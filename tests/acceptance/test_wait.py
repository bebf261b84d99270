"""Deploying and undeploying resources, and waiting for conditions."""

from __future__ import annotations

from typing import Any, Callable, List

from smarter.local.faults import Faults, Rule
from tests.acceptance.conftest import Command
from tests.acceptance.server import Server


def test_a_chatbot_is_deployed_waited_for_restarted_and_taken_down(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("deploy", "chatbot", "bike_shop", "--wait")
    assert (ran.code, ran.out) == (0, "chatbot/bike_shop deployed\n")
    assert smarter("wait", "chatbot/bike_shop", "--for=deployed").out == "chatbot/bike_shop deployed\n"
    ran = smarter("restart", "chatbot", "bike_shop", "--wait=10s", "-o", "json")
    assert ran.json["results"] == [{"kind": "Chatbot", "name": "bike_shop", "action": "restarted"}]
    assert smarter("undeploy", "chatbot", "bike_shop", "--wait", "5s").code == 0
    assert smarter("wait", "chatbot", "bike_shop", "--for=undeployed").code == 0


def test_waiting_ends_at_its_timeout(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("wait", "chatbot", "bike_shop", "--for=deployed", "--timeout=1s")
    assert (ran.code, ran.out) == (7, "")
    assert "chatbot/bike_shop: not deployed after" in ran.err


def test_wait_accepts_deleted_created_and_jsonpath_conditions(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    assert smarter("wait", "plugin/nothing", "--for=deleted").out == "plugin/nothing deleted\n"
    assert smarter("wait", "plugin/faq", "--for=create").out == "plugin/faq created\n"
    assert smarter("wait", "plugin/nothing", "--for=created", "--timeout=0").code == 7
    assert smarter("wait", "plugin", "faq", "--for=jsonpath={.metadata.version}=1.0.0").code == 0
    assert (
        smarter("wait", "plugin", "faq", "--for=jsonpath={.metadata.version}=2.0.0", "--timeout=0").code == 7
    )
    ran = smarter("wait", "plugin", "faq", "--for=shining")
    assert (ran.code, "unknown condition --for=shining" in ran.err) == (2, True)
    assert smarter("wait", "plugin", "faq", "--for=deployed").code == 6


def test_wait_notices_a_later_change(remote: Command, server: Server) -> None:
    remote("apply", "-f", "quickstart/")
    looks: List[str] = []

    def deploy_at_the_third_look(method: str, target: str) -> None:
        if "/cli/describe/LLMClient/" in target:
            looks.append(target)
            if len(looks) == 3:
                headers = {"authorization": f"Token {'k' * 64}", "host": "localhost"}
                server.platform.handle("POST", target.replace("/describe/", "/deploy/"), headers)

    server.spoil = deploy_at_the_third_look
    ran = remote("wait", "chatbot", "bike_shop", "--for=deployed", "--timeout=120s")
    assert ran.code == 0
    assert len(looks) == 3


def test_a_restart_deploys_again_after_a_lost_response(remote: Command, server: Server) -> None:
    remote("apply", "-f", "quickstart/")
    remote("deploy", "chatbot", "bike_shop")
    server.platform.faults = Faults([Rule("cut", verb="undeploy", when="after")])
    ran = remote("restart", "chatbot", "bike_shop", env={"SMARTER_MAX_RETRIES": "0"})
    assert ran.code == 4 or ran.code == 7
    server.platform.faults = None
    assert remote("wait", "chatbot", "bike_shop", "--for=deployed", "--timeout=0").code == 0


def test_apply_wait_returns_after_the_chatbot_is_live(
    smarter: Command, edit: Callable[[str, str, str], None]
) -> None:
    edit("chatbot.yaml", "    provider: openai\n", "    provider: openai\n    deployed: true\n")
    ran = smarter("apply", "-f", "quickstart/", "--wait")
    assert ran.code == 0
    assert smarter("wait", "chatbot", "bike_shop", "--for=deployed", "--timeout=0").code == 0
    smarter("undeploy", "chatbot", "bike_shop")
    assert smarter("diff", "-f", "quickstart/").code == 1


def test_apply_wait_names_resources_that_did_not_go_live(
    remote: Command, server: Server, edit: Callable[[str, str, str], None]
) -> None:
    edit("chatbot.yaml", "    provider: openai\n", "    provider: openai\n    deployed: true\n")
    remote("apply", "-f", "quickstart/")
    live = server.platform.handle

    def late(method: str, target: str, headers: Any, body: bytes = b"") -> Any:
        status, fields, content = live(method, target, headers, body)
        if "/describe/LLMClient/" in target:
            content = bytes(content).replace(b'"deployed": true', b'"deployed": false')
        return status, fields, content

    server.platform.handle = late  # type: ignore[method-assign]
    ran = remote("apply", "-f", "quickstart/", "--wait=1s", "-o", "json")
    assert ran.code == 4
    assert ran.actions["Chatbot/bike_shop"] == "failed"
    errors = [each["error"]["code"] for each in ran.json["results"] if "error" in each]
    assert errors in (["timeout"], ["not-taken"])


def test_a_malformed_jsonpath_condition_is_a_usage_error(smarter: Command) -> None:
    ran = smarter("wait", "plugin/faq", "--for=jsonpath={.spec", "--timeout", "1s")
    assert (ran.code, "malformed path" in ran.err) == (2, True)


def test_wait_prints_the_condition_and_the_last_value(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/plugin.yaml")
    met = smarter("wait", "plugin/faq", "--for=jsonpath={.metadata.version}=1.0.0")
    assert met.out == "plugin/faq {.metadata.version} = 1.0.0\n"
    ran = smarter("wait", "plugin/faq", "--for=jsonpath={.metadata.version}=2.0.0", "--timeout", "0")
    assert ran.code == 7
    assert (
        "plugin/faq: {.metadata.version} is 1.0.0 after 0 s; expected: {.metadata.version} = 2.0.0."
        in ran.err
    )
