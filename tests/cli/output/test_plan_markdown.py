"""A plan as Markdown, as a pull request shows it."""

from __future__ import annotations

import re
from typing import Any, List, NamedTuple, Tuple

from smarter.cli.output.plan_markdown import MOST_BYTES, plan_markdown
from smarter.engine import Change


class Step(NamedTuple):
    kind: str
    name: str
    action: str
    changes: Tuple[Change, ...] = ()
    notes: Tuple[str, ...] = ()
    warnings: Tuple[str, ...] = ()


def page(*steps: Step, **options: Any) -> str:
    return plan_markdown(steps, lambda kind, name: f"{kind.lower()}/{name}", **options)


def summaries(text: str) -> List[str]:
    return re.findall(r"<summary><b>(\w+)</b> <code>([^<]+)</code>", text)


CREATE = Step("Chatbot", "new", "create", (Change("spec.a", None, "x"),))
UPDATE = Step("Chatbot", "demo", "update", (Change("spec.a", "one\ntwo\n", "one\n2\n"),))
DELETE = Step("Plugin", "faq", "delete", (), ("the platform also deletes chatbot/demo",))
RESET = Step("Chatbot", "low", "reset", (Change("spec.config.appName", "Shop", None, "reset"),))


def test_destructive_changes_come_first_and_are_named_at_the_top() -> None:
    text = page(CREATE, UPDATE, RESET, DELETE, Step("Secret", "key", "none"), title="Plan for shop")
    assert text.startswith(
        "### Plan for shop\n\n**1 to delete, 1 to reset, 1 to update, 1 to create**; 1 unchanged."
    )
    assert [action for action, _ in summaries(text)] == ["delete", "reset", "update", "create"]
    assert "> [!CAUTION]\n> - **delete** `plugin/faq`: the platform also deletes chatbot/demo" in text
    assert "> - **reset** `chatbot/low`: `spec.config.appName` back to the default" in text


def test_rows_of_a_diff_begin_with_their_sign() -> None:
    fence = page(UPDATE).split("```diff\n")[1].split("\n```")[0]
    assert fence.splitlines() == ["  spec.a:", "    one", "-   two", "+   2"]


def test_a_value_cannot_end_the_fence_nor_the_block() -> None:
    text = page(Step("Plugin", "faq", "create", (Change("spec.a", None, "```\n</details> ````x"),)))
    assert "`````diff\n" in text
    assert text.count("\n`````\n") == 1


def test_a_note_cannot_write_markdown() -> None:
    text = page(Step("Plugin", "faq", "delete", (), ("<img src=x> [a](b) **x**\n# y",)))
    assert "\\<img src=x\\> \\[a\\](b) \\*\\*x\\*\\* \\# y" in text


def test_whole_harmless_resources_are_left_out_at_the_limit_and_counted() -> None:
    many = [Step("Chatbot", f"bot_{i}", "create", (Change("spec.a", None, "x" * 900),)) for i in range(100)]
    text = page(*many, DELETE)
    assert len(text.encode()) <= MOST_BYTES
    shown = summaries(text)
    assert shown[0] == ("delete", "plugin/faq")
    left = 101 - len(shown)
    assert f"**{left} more resources are not shown here** ({left} to create)" in text
    assert text.count("<details>") == text.count("</details>") == len(shown)


def test_a_note_of_many_resources_is_shown_once() -> None:
    steps = [
        Step("Chatbot", f"bot_{i}", "create", (), ("whether the Provider exists cannot be checked",))
        for i in range(9)
    ]
    text = page(*steps)
    assert text.count("cannot be checked") == 1
    assert "> **9 resources**: whether the Provider exists cannot be checked" in text


def test_a_plan_without_changes_is_announced() -> None:
    assert "**No changes**; 1 unchanged." in page(Step("Secret", "key", "none"))


def test_a_deletion_without_more_to_say_has_no_empty_block() -> None:
    text = page(Step("Plugin", "faq", "delete"), UPDATE)
    assert "> - **delete** `plugin/faq`\n" in text
    assert summaries(text) == [("update", "chatbot/demo")]
