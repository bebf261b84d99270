"""Variables: flags, files, environments in this order; typed, never secret."""

from __future__ import annotations

from typing import Any

import pytest

from smarter.errors import ConfigurationError
from smarter.manifest.substitution import substitute
from smarter.manifest.variables import Variables, of_mapping, read_all, read_file, read_flags, read_value
from tests.manifest.conftest import PLUGIN, SECRET, Load, Write


def values(*words: str) -> Any:
    return Variables([read_flags(words)])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5), ("1", 1), ("true", True), ("null", None), ("[a, 1]", ["a", 1]), ("{a: 1}", {"a": 1}), ("", ""),
        ("yes", "yes"),
        ("a: b", "a: b"), ("#fff", "#fff"), ('"5"', "5"), ("2024-01-01", "2024-01-01"), (".inf", ".inf"),
        ("[a", "[a"), ("- a", "- a"), ("{name}, hello", "{name}, hello"), (" x ", " x "),
    ],
)  # fmt: skip
def test_a_flag_gives_numbers_booleans_and_lists_or_else_text(text: str, value: Any) -> None:
    found = read_value(text)
    assert (found, type(found)) == (value, type(value))


def test_a_whole_value_keeps_its_type_and_a_part_is_text(write: Write, tmp_path: Any) -> None:
    file = write("n: 1.10\nt: true\ntags: [a, b]\nnothing:\n", "v.yaml")
    variables = Variables([read_file(str(file))])
    data = {
        "n": "${var:n}",
        "t": "${var:t}",
        "l": "${var:tags}",
        "in": "v${var:n} ${var:t}",
        "d": "${var:x:-5}",
    }
    made = substitute(data, tmp_path, {}, variables=variables)
    assert made.value == {"n": 1.1, "t": True, "l": ["a", "b"], "in": "v1.10 true", "d": 5}
    assert (made.failures, made.tainted, made.made) == ([], {}, [])
    assert (
        substitute("${var:n}", tmp_path, {}, variables=variables, takes_text=lambda path: True).value
        == "1.10"
    )
    for text in ("x${var:tags}", "x${var:nothing}"):
        (failure,) = substitute(text, tmp_path, {}, variables=variables).failures
        assert "cannot be part of a text" in failure.message


def test_a_text_field_takes_a_number_in_its_written_form(loaded: Load) -> None:
    text = PLUGIN.replace("Answers questions.", "${var:n}").replace("9 to 5", "'${var:n}'")
    bundle = loaded(text, variables=values("n=1.10"), resolve=True)
    assert bundle.findings == []
    manifest = bundle.resources[0].manifest
    assert manifest["metadata"]["description"] == "1.10"
    assert manifest["spec"]["data"]["staticData"]["hours"] == 1.1


def test_flags_win_over_files_and_files_over_the_environment(write: Write) -> None:
    project = write("environments: {prod: {vars: {a: e, b: e, c: e, d: e}}}\n", ".smarter.yaml")
    first, second = write("a: 1\nb: 1\nc: 1\n", "1.yaml"), write("a: 2\nb: 2\n", "2.yaml")
    read = read_all(["a=x", "a=y"], [str(first), str(second)], str(project), "prod")
    found = {name: read.use(name) for name in "abcd"}
    assert {name: each and each.value for name, each in found.items()} == {"a": "y", "b": 2, "c": 1, "d": "e"}


def test_variables_may_refer_to_variables(write: Write) -> None:
    file = write(
        "name: shop\nhost: ${var:name}.example.com\nurls: ['https://${var:host}']\nall: ${var:urls}\n",
        "v.yaml",
    )
    read = Variables([read_file(str(file))])
    found = read.use("all")
    assert found is not None
    assert found.value == ["https://shop.example.com"]
    assert read.unused() == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a=${var:b}", "b=x${var:a}"], "in a circle: a -> b -> a"),
        (["a=${var:a}"], "in a circle: a -> a"),
        (["a=${var:nope}"], "uses nope, which is not defined"),
        (["a=${env:HOME}"], "must not use `${env:HOME}`"),
        (["a=${file:x}"], "must not use `${file:x}`"),
        (["a=${secretfile:x}"], "must not use `${secretfile:x}`"),
        (["a"], "--var a has no value"),
        (["a b=1"], "'a b' is not the name of a variable"),
        (["=1"], "'' is not the name of a variable"),
        (["l=[1]", "a=x${var:l}"], "a list within a text"),
        ([f"v{n}=${{var:v{n + 1}}}" for n in range(60)] + ["v60=1"], "nested too deep"),
        ([f"v{n}=" + f"${{var:v{n + 1}}}" * 30 for n in range(8)] + ["v8=lol"], "too large"),
        ([f"v{n}=[" + f"'${{var:v{n + 1}}}'," * 30 + "]" for n in range(8)] + ["v8=lol"], "too large"),
    ],
)  # fmt: skip
def test_a_variable_that_cannot_be_used_is_an_error_before_any_manifest_is_read(
    words: Any, message: str
) -> None:
    with pytest.raises(ConfigurationError) as error:
        values(*words)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "is not a mapping"), ("a: 1\nb: [\n", ":2:"), ("a b: 1\n", ":1: 'a b'"),
        ("a: 1\n---\na: 2\n", "more than one document"),
    ],
)  # fmt: skip
def test_a_variables_file_other_than_a_mapping_is_an_error(text: str, message: str, write: Write) -> None:
    with pytest.raises(ConfigurationError) as error:
        read_file(str(write(text, "v.yaml")))
    assert message in str(error.value)


def test_an_empty_file_has_no_variables(write: Write) -> None:
    assert read_file(str(write("# nothing yet\n", "v.yaml"))) == {}


def test_an_undefined_variable_is_an_error_at_its_line(loaded: Load) -> None:
    text = PLUGIN.replace("systemRole: You help.", "systemRole: |\n      You help.\n      In ${var:citi}.")
    (error,) = loaded(text, variables=values("city=Ulm")).findings
    assert (error.rule, error.severity, error.line, error.column) == ("undefined-variable", "error", 15, 10)
    assert error.hint == "Did you mean `city`?"
    (error,) = loaded(text).findings
    assert "--var citi=VALUE" in (error.hint or "")


def test_unused_variables_are_one_warning_a_source(loaded: Load, write: Write) -> None:
    file = write("a: 1\nb: 2\nc: 3\n", "v.yaml")
    variables = Variables([read_flags(["x=1"]), read_file(str(file))])
    found = loaded(PLUGIN.replace("You help.", "${var:b}"), variables=variables).findings
    assert [(each.rule, each.severity, each.message, each.line) for each in found] == [
        ("unused-variable", "warning", "variable not used: x", 1),
        ("unused-variable", "warning", "variables not used: a, c", 1),
    ]


def test_names_and_references_may_contain_variables(loaded: Load) -> None:
    text = PLUGIN.replace("name: faq", "name: faq_${var:suffix}").replace("kind: Plugin", "kind: ${var:kind}")
    for resolve in (False, True):
        bundle = loaded(text, variables=values("suffix=pr_1", "kind=Plugin"), resolve=resolve)
        assert [each.identity for each in bundle.resources] == [("Plugin", "faq_pr_1")]
        assert bundle.findings == []
    (error,) = loaded(text.replace("var:suffix", "env:SUFFIX"), variables=values("kind=Plugin")).findings
    assert error.rule == "substituted-name"
    (error,) = loaded(text, variables=values("suffix=a")).findings
    assert (error.rule, error.line) == ("undefined-variable", 2)


def test_a_name_that_the_platform_rewrites_is_not_fixed_in_the_manifest(loaded: Load) -> None:
    text = PLUGIN.replace("name: faq", "name: faq_${var:suffix}")
    (warning,) = loaded(text, variables=values("suffix=PR-1")).findings
    assert (warning.rule, warning.edit, warning.hint) == ("name-folded", None, "Change the variable.")


def test_a_wrong_value_is_shown_with_its_reference(loaded: Load) -> None:
    text = PLUGIN.replace("    systemRole: You help.", "    systemRole: r\n    temperature: ${var:t}")
    (error,) = loaded(text, variables=values("t=warm")).findings
    assert 'got the string "warm" from `${var:t}`' in error.message
    (error,) = loaded(text.replace("var:t", "env:T"), environ={"T": "0.5"}).findings
    assert "`${var:NAME}` keeps the type" in (error.hint or "")
    assert "0.5" not in error.message


def test_a_variable_where_a_secret_belongs_is_a_warning(loaded: Load) -> None:
    bundle = loaded(SECRET.replace("env:KEY", "var:key"), variables=values("key=hush"), resolve=True)
    assert [each.rule for each in bundle.findings] == ["clear-secret"]
    assert bundle.resources[0].tainted[("spec", "config", "value")].text == "${var:key}"


def test_variables_of_a_program_keep_their_types() -> None:
    found = of_mapping({"n": 1, "s": "1", "l": ("a",)})
    assert [each.value for each in found.values()] == [1, "1", ["a"]]
    for wrong in ({"a b": 1}, {"x": object()}, {"x": float("nan")}):
        with pytest.raises(ConfigurationError):
            of_mapping(wrong)


def test_a_name_without_its_source_is_a_warning(loaded: Load) -> None:
    text = PLUGIN.replace("You help.", "${name} and ${other} and ${var:name} and $${name}.")
    (warning,) = loaded(text, variables=values("name=x")).findings
    assert (warning.rule, warning.hint) == ("misspelt-reference", "Write `${var:name}`.")


def test_an_unquoted_reference_in_a_flow_mapping_is_an_error(loaded: Load) -> None:
    for flow in ("{hours: ${var:n}}", "{hours: [1, ${var:n}]}"):
        (error,) = loaded(PLUGIN.replace("{hours: 9 to 5}", flow), variables=values("n=1")).findings
        assert "needs quotes" in error.message
        assert error.line == 15


def test_a_default_in_a_variable_may_be_a_variable() -> None:
    sources = [read_flags(["a=${var:b:-${var:c}}", "c=5", "d=${var:e:-x${var:c}}", "f=${var:e:-[1]}"])]
    variables = Variables(sources)
    assert [variables.use(name).value for name in "adf"] == [5, "x5", [1]]  # type: ignore[union-attr]


def test_a_circle_through_a_default_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="in a circle: a -> c -> a"):
        Variables([read_flags(["a=${var:b:-${var:c}}", "c=${var:a}"])])
