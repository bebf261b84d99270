"""Loading reports errors at the right place, in plain words, with a fix."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import List, Tuple

import pytest

from smarter.kinds import KindTable
from smarter.manifest import Finding, load
from tests.manifest.conftest import PLUGIN, SECRET, Load, Write
from tests.recordings import recordings

REALWORLD = recordings()
real = pytest.mark.skipif(REALWORLD is None, reason="needs the recordings")


def short(findings: List[Finding]) -> List[Tuple[str, str, str, int, int]]:
    return [(f.rule, f.severity, f.path, f.line, f.column) for f in findings]


def test_a_valid_manifest_has_no_findings(loaded: Load) -> None:
    bundle = loaded(PLUGIN)
    assert bundle.findings == []
    (resource,) = bundle.resources
    assert (resource.kind.name, resource.word, resource.name) == ("Plugin", "Plugin", "faq")
    assert set(resource.manifest) == {"apiVersion", "kind", "metadata", "spec"}


def test_resources_of_manifests_can_be_kept_in_sets_and_as_keys(loaded: Load) -> None:
    resources = loaded(f"{PLUGIN}---\n{SECRET}").resources
    assert len(set(resources)) == 2
    assert {resource: resource.name for resource in resources}[resources[0]] == resources[0].name


def test_a_misspelt_field_is_an_error_and_the_field_that_it_means_is_not_missed(loaded: Load) -> None:
    (finding,) = loaded(PLUGIN.replace("systemRole", "systemrol")).findings
    assert short([finding]) == [("unknown-field", "error", "spec.prompt.systemrol", 13, 5)]
    assert finding.hint == "Did you mean `systemRole`?"


def test_an_unknown_field_is_a_warning_with_the_place_where_it_belongs(loaded: Load) -> None:
    bundle = loaded(PLUGIN.replace("    systemRole", "    searchTerms: []\n    colour: red\n    systemRole"))
    assert short(bundle.findings) == [
        ("unknown-field", "warning", "spec.prompt.searchTerms", 13, 5),
        ("unknown-field", "warning", "spec.prompt.colour", 14, 5),
    ]
    assert [f.hint for f in bundle.findings] == [
        "Remove it; `spec.selector.searchTerms` is set already.",
        "Remove it.",
    ]
    assert not bundle.errors


def test_a_missing_field_is_an_error_at_the_key_that_should_hold_it(loaded: Load) -> None:
    bundle = loaded(PLUGIN.replace("    systemRole: You help.\n", "    provider: openai\n"))
    assert short(bundle.findings) == [("required", "error", "spec.prompt.systemRole", 12, 3)]


def test_a_conditionally_required_field_names_its_condition(loaded: Load) -> None:
    (finding,) = loaded(PLUGIN.replace("    searchTerms: [help]\n", "")).findings
    assert "when `directive` is `search_terms`" in finding.message
    (finding,) = loaded(PLUGIN.replace("directive: search_terms", "directive: always")).findings
    assert (finding.path, finding.line) == ("spec.selector.searchTerms", 11)


@pytest.mark.parametrize(
    ("old", "new", "path", "rule", "hint"),
    [
        ("directive: search_terms", "directive: searchterms", "spec.selector.directive", "enum",
         "Did you mean `search_terms`?"),
        ("version: 1.0.0", "version: 1.0", "metadata.version", "type", ""),
        ("version: 1.0.0", "version: one", "metadata.version", "pattern", None),
        ("staticData: {hours: 9 to 5}", "staticData: text", "spec.data.staticData", "type", None),
        ("searchTerms: [help]", "searchTerms: help", "spec.selector.searchTerms", "type",
         "Write it as a list: a line `- ...` for each item."),
        ("systemRole: You help.", "systemRole: You help.\n    temperature: 3", "spec.prompt.temperature",
         "limit", None),
        ("systemRole: You help.", "systemRole: You help.\n    maxTokens: '256'", "spec.prompt.maxTokens", "type",
         "Remove the quotes: 256."),
        ("description: Answers questions.", "description: [x]", "metadata.description", "type", None),
        ("apiVersion: smarter.sh/v1", "apiVersion: smarter.sh/v2", "apiVersion", "enum",
         "Did you mean `smarter.sh/v1`?"),
        ("apiVersion: smarter.sh/v1", "apiVersion: smater.sh/v1", "apiVersion", "enum",
         "Did you mean `smarter.sh/v1`?"),
        ("apiVersion: smarter.sh/v1\n", "", "apiVersion", "required", None),
        ("kind: Plugin", "kind: Plugn", "kind", "unknown-kind", "Did you mean `Plugin`?"),
        ("kind: Plugin\n", "", "kind", "unknown-kind", None),
        ("kind: Plugin", "kind: [Plugin]", "kind", "unknown-kind", None),
        ("kind: Plugin", "kind: plugin", "kind", "enum", "Did you mean `Plugin`?"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_error_with_a_hint(
    loaded: Load, old: str, new: str, path: str, rule: str, hint: str
) -> None:
    assert old in PLUGIN
    (finding,) = loaded(PLUGIN.replace(old, new)).findings
    assert (finding.rule, finding.severity, finding.path) == (rule, "error", path)
    if hint:
        assert finding.hint == hint


@pytest.mark.parametrize("kind", ["Kind: Plugin", "kind: Plugn"])
def test_misspelt_sections_are_reported_beside_a_wrong_kind(loaded: Load, kind: str) -> None:
    text = PLUGIN.replace("kind: Plugin", kind).replace("metadata:", "metdata:").replace("spec:", "specs:")
    found = loaded(text).findings
    assert [(each.rule, each.path) for each in found] == [
        ("unknown-kind", "kind"),
        ("unknown-field", "metdata"),
        ("unknown-field", "specs"),
    ]
    assert [each.hint for each in found[1:]] == ["Did you mean `metadata`?", "Did you mean `spec`?"]


def test_a_secret_value_is_never_shown(loaded: Load) -> None:
    (finding,) = loaded(SECRET.replace("${env:KEY}", "31415926")).findings
    assert (finding.rule, finding.path) == ("type", "spec.config.value")
    assert "31415926" not in finding.message + (finding.hint or "")


def test_status_fields_are_ignored(loaded: Load) -> None:
    bundle = loaded(PLUGIN + "status: {recordLocator: 7, created: never, whatever: 1}\n")
    assert bundle.findings == []
    assert "status" not in bundle.resources[0].manifest


def test_a_resource_in_two_spellings_is_a_duplicate(loaded: Load) -> None:
    bot = (
        "apiVersion: smarter.sh/v1\nkind: {}\n"
        "metadata: {{name: {}, description: x, version: null}}\nspec: {{config: {{}}}}\n"
    )
    bundle = loaded(bot.format("Chatbot", "my_bot") + "---\n" + bot.format("LLMClient", "my-bot"))
    (finding,) = [f for f in bundle.findings if f.rule == "duplicate-resource"]
    assert finding.line == 8
    assert "it.yaml:3:" in finding.message
    assert "one kind" in finding.message


def test_a_name_that_the_platform_rewrites_is_a_warning_with_the_spelling_that_stays(loaded: Load) -> None:
    bundle = loaded(PLUGIN.replace("name: faq", "name: Sales-FAQ"))
    (finding,) = bundle.findings
    assert (finding.rule, finding.severity, finding.hint) == ("name-folded", "warning", "Write `sales_faq`.")
    assert (bundle.resources[0].name, bundle.resources[0].written_name) == ("sales_faq", "Sales-FAQ")


def test_a_map_of_annotations_becomes_the_list_that_the_platform_keeps(loaded: Load) -> None:
    bundle = loaded(
        PLUGIN.replace("  version: 1.0.0", "  version: 1.0.0\n  annotations: {a/b: '1', c/d: '2'}")
    )
    assert bundle.findings == []
    assert bundle.resources[0].manifest["metadata"]["annotations"] == [{"a/b": "1"}, {"c/d": "2"}]


def test_references_are_folded_as_the_platform_folds_them(loaded: Load) -> None:
    bot = """
    apiVersion: smarter.sh/v1
    kind: Chatbot
    metadata: {name: bot, description: x, version: null}
    spec:
      config: {}
      plugins: [EverlastingGobstopper, sales_faq]
    """
    references = loaded(bot).resources[0].references()
    assert [(r.name, r.path) for r in references] == [
        ("everlasting_gobstopper", ("spec", "plugins", 0)),
        ("sales_faq", ("spec", "plugins", 1)),
    ]
    assert "SqlPlugin" in references[0].kinds


def test_a_sibling_field_gives_the_kind_of_a_reference(loaded: Load) -> None:
    budget = """
    apiVersion: smarter.sh/v1
    kind: Budget
    metadata: {name: course, description: x, version: 1.0.0}
    spec:
      config: {unit: cost, period: month, periodicLimit: 10.0, action: block}
      resources: [{kind: LLMClient, name: adviser}, {kind: StaticPlugin, name: faq}, {name: nobody}]
    """
    references = loaded(budget).resources[0].references()
    assert [(r.kinds, r.name) for r in references] == [(("LLMClient",), "adviser"), (("Plugin",), "faq")]


FILE = """
apiVersion: smarter.sh/v1
kind: File
metadata: {name: prices}
spec: {path: PATH, purpose: user_data}
"""


def test_the_path_of_a_file_resource_must_exist_inside_the_folder(write: Write, loaded: Load) -> None:
    write("a,b", "data/prices.csv")
    assert loaded(FILE.replace("PATH", "data/prices.csv")).findings == []
    for path, rule in (
        ("data/price.csv", "file-missing"),
        ("../x", "file-outside"),
        ("data", "file-missing"),
    ):
        (finding,) = loaded(FILE.replace("PATH", path)).findings
        assert (finding.rule, finding.path) == (rule, "spec.path")


def test_a_document_other_than_a_manifest_is_reported(loaded: Load) -> None:
    (finding,) = loaded("just words\n").findings
    assert (finding.rule, finding.severity) == ("not-a-mapping", "error")
    (finding,) = loaded("[{apiVersion: smarter.sh/v1, kind: Plugin}]").findings
    assert "list of manifests" in finding.message


@real
@pytest.mark.parametrize(
    ("name", "line", "rule"),
    [
        ("account.yaml", 5, "yaml-syntax"), ("everlasting-gobstopper-invalid.yaml", 24, "required"),
        ("not-yaml.yaml", 5, "yaml-syntax"), ("secret-bad.yaml", 16, "required"),
        ("secret-bad2.yaml", 8, "required"), ("secret-bad3.yaml", 11, "pattern"),
    ],
)  # fmt: skip
def test_broken_manifests_of_real_users_are_refused_at_the_right_line(
    name: str, line: int, rule: str, kinds: KindTable
) -> None:
    assert REALWORLD is not None
    bundle = load([REALWORLD / "realworld" / "broken" / name], kinds, environ={})
    assert (rule, line) in {(f.rule, f.line) for f in bundle.findings if f.severity == "error"}


@real
def test_good_manifests_of_real_users_pass(kinds: KindTable) -> None:
    assert REALWORLD is not None
    folder = REALWORLD / "realworld"
    for file in (folder / "stackademy", *(folder / "chatbots").iterdir(), *(folder / "plugins").iterdir()):
        assert [f for f in load([file], kinds, environ={}).findings if f.severity == "error"] == [], file


@real
def test_a_folder_that_defines_one_chatbot_twice_is_refused(kinds: KindTable) -> None:
    assert REALWORLD is not None
    bundle = load([REALWORLD / "realworld" / "chatbots"], kinds, environ={})
    (error,) = [f for f in bundle.findings if f.severity == "error"]
    assert error.rule == "duplicate-resource"
    assert Path(error.file).name == "llm_client-openai.yaml"
    assert "chatbot-openai.yaml:5:9" in error.message


def test_manifests_are_read_without_httpx_and_pydantic(write: Write) -> None:
    file = write(PLUGIN.replace("systemRole", "systemRol"))
    code = (
        "import sys\nfrom smarter.manifest import load\nfrom smarter.kinds import load_kinds\n"
        "assert not {'jsonschema', 'ruamel.yaml', 'referencing'} & set(sys.modules), 'imported too early'\n"
        "assert load([sys.argv[1]], load_kinds()).errors\n"
        "assert not {'httpx', 'pydantic'} & set(sys.modules), 'imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_keep_is_valid_for_any_field(loaded: Load) -> None:
    kept = PLUGIN.replace("directive: always", "directive: ${keep}").replace(
        "version: 1.0.0", "version: ${keep}"
    )
    assert kept != PLUGIN
    assert loaded(kept).findings == []


@pytest.mark.parametrize("head", ["", "%YAML 1.2\n---\n", "# words\n---\n", "--- # words\n"])
def test_the_first_of_two_is_found_again_in_a_file_of_many(loaded: Load, head: str) -> None:
    names = ["a", "b", "c", "b"]
    text = head + "---\n".join(SECRET.replace("name: key", f"name: {name}") for name in names)
    (finding,) = (each for each in loaded(text, environ={"KEY": "x"}).findings if each.severity == "error")
    before = head.count("\n")
    line = 3 + before
    assert (finding.rule, finding.line) == ("duplicate-resource", line + 3 * (SECRET.count("\n") + 1))
    assert f":{line + SECRET.count(chr(10)) + 1}:" in finding.message


def test_errors_of_a_union_are_those_of_the_nearest_form(loaded: Load) -> None:
    head = PLUGIN[: PLUGIN.index("spec:")].replace("kind: Plugin", "kind: Vectorstore")
    head = head.replace("  pluginClass: static\n", "")
    newer = (
        "spec: {backend: pinecone, connection: x, index: {dimension: 3}, embeddings: {provider: openai}}\n"
    )
    older = "spec: {backend: pinecone, connection: x, vectorstore: {}, embeddings: {provider: openai}}\n"
    for text, missing in (newer, "spec.embeddings.model"), (older, "spec.indexModel"):
        errors = [each for each in loaded(head + text).findings if each.severity == "error"]
        assert [(each.rule, each.path) for each in errors] == [("required", missing)]


@pytest.mark.parametrize("version", ["smarter/v1", "Smarter/v1", "smarter.hs/v1", "smarter.sh"])
def test_a_misspelt_api_version_is_an_error(loaded: Load, version: str) -> None:
    (finding,) = loaded(PLUGIN.replace("smarter.sh/v1", version)).findings
    assert (finding.rule, finding.line, finding.column) == ("enum", 1, 13)


def test_a_known_kind_with_another_api_version_is_skipped_with_a_hint(loaded: Load) -> None:
    (note,) = (f for f in loaded(PLUGIN.replace("smarter.sh/v1", "v1")).findings if f.rule == "not-ours")
    assert note.hint == "If it is one, add `apiVersion: smarter.sh/v1`."
    (note,) = (f for f in loaded("apiVersion: v1\nkind: Pod\n").findings if f.rule == "not-ours")
    assert note.hint is None


def test_a_missing_field_can_be_copied_from_the_hint(loaded: Load) -> None:
    (finding,) = loaded(PLUGIN.replace("apiVersion: smarter.sh/v1\n", "")).findings
    assert finding.hint == "Add `apiVersion: smarter.sh/v1`."


def test_a_null_in_place_of_a_value_is_located_after_its_key(loaded: Load) -> None:
    (finding,) = loaded(PLUGIN.replace("name: faq", "name:")).findings
    assert (finding.line, finding.column, finding.hint) == (4, 7, "Add a value.")
    (finding,) = loaded(PLUGIN.replace("[help]", "[help, null]")).findings
    assert finding.hint == "Add a value, or remove the field."
