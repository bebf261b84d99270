"""The rules of validation: their severity and meaning."""

from __future__ import annotations

from typing import Dict, NamedTuple, Tuple

from smarter.manifest.findings import ERROR, NOTE, WARNING


class Rule(NamedTuple):
    """One kind of finding.

    Attributes:
        severity: the default; settings may change it.
        firm: cannot be silenced while it is an error, since such a manifest cannot be read or applied at all.
        fixable: `--fix` fixes at least some of its findings.
    """

    id: str
    severity: str
    title: str
    text: str
    firm: bool = False
    fixable: bool = False


_ALL: Tuple[Rule, ...] = (
    # Sources.
    Rule(
        "missing", ERROR, "The path does not exist",
        "No file, folder or pattern match has this name.", firm=True,
    ),
    Rule(
        "empty", ERROR, "No manifests",
        "It is probably the wrong folder.", firm=True,
    ),
    Rule(
        "unreadable", ERROR, "The file cannot be read",
        "The operating system refuses to open it.", firm=True,
    ),
    Rule(
        "too-large", ERROR, "The file or document is too large",
        "A file may have 200 MB, a document 10 million characters.", firm=True,
    ),
    Rule(
        "encoding", ERROR, "The file is not text",
        "Manifests are UTF-8, or UTF-16 or UTF-32 with a byte order mark.", firm=True,
    ),
    Rule(
        "not-ours", NOTE, "The document is not a Smarter manifest",
        "YAML without `apiVersion: smarter.sh/...` is skipped; `--all-files` makes it an error.",
    ),
    Rule(
        "skipped-manifest", ERROR, "A file that may be a manifest is skipped",
        "It looks like a manifest, but is not YAML or has no `apiVersion: smarter.sh/v1`. A warning; an error in the "
        "folder of an apply set, where a prune would delete its resource.", firm=True,
    ),
    Rule(
        "excluded", NOTE, "The file or folder is left out",
        "`.gitignore`, the setting `exclude` or its name (`node_modules`, `build`, `vendor`, virtual environments) "
        "excludes it. Name it to check it.",
    ),
    Rule(
        "not-a-mapping", ERROR, "The document is not a mapping",
        "A manifest has `apiVersion`, `kind`, `metadata` and `spec`.", firm=True,
    ),
    # YAML and JSON.
    Rule(
        "yaml-syntax", ERROR, "The YAML is invalid",
        "The text breaks the rules of YAML 1.2.", firm=True,
    ),
    Rule(
        "json-syntax", ERROR, "The JSON is invalid",
        "A file with the name `*.json` is read as JSON.", firm=True,
    ),
    Rule(
        "yaml-version", WARNING, "Unknown version of YAML",
        "A `%YAML` directive names a newer version. The file is read as YAML 1.2.",
    ),
    Rule(
        "duplicate-key", ERROR, "Duplicate key",
        "Most readers keep the last value and drop the first silently.", firm=True,
    ),
    Rule(
        "yaml-key", ERROR, "The key is not text",
        "Manifests are sent as JSON, where keys are text.", firm=True,
    ),
    Rule(
        "yaml-tag", ERROR, "Unknown tag",
        "Only tags of plain types (`!!str`, `!!int`, `!!map`, ...) are allowed.", firm=True,
    ),
    Rule(
        "yaml-number", ERROR, "The number cannot be sent",
        "JSON has no infinity and no `nan`.", firm=True,
    ),
    Rule(
        "yaml-bomb", ERROR, "Alias expansion is too large",
        "The aliases of a document may add 300,000 values; each 40 characters of text count as one.", firm=True,
    ),
    Rule(
        "too-deep", ERROR, "Nested too deep",
        "A manifest may be 100 levels deep.", firm=True,
    ),
    Rule(
        "swallowed-item", WARNING, "A list item continues the text above",
        "A line that begins with `- ` and is indented too far is part of the text above, as is an item without `- `.",
    ),
    Rule(
        "ambiguous-date", NOTE, "Unquoted date",
        "YAML 1.2 and the platform read it as text, YAML 1.1 as a date.", fixable=True,
    ),
    Rule(
        "ambiguous-scalar", WARNING, "YAML versions disagree about the value",
        "Unquoted `yes`, `012`, `1_000`, `12:30` and `1e3` have another value in YAML 1.1.", fixable=True,
    ),
    Rule(
        "typographic-quotes", NOTE, "Typographic quotes",
        "Quotes such as `“ ”` are part of the text; only `\"` and `'` enclose one.",
    ),
    # Schemas.
    Rule(
        "unknown-kind", ERROR, "Unknown kind",
        "`smarter api-resources` lists the kinds.", firm=True, fixable=True,
    ),
    Rule(
        "unknown-field", ERROR, "Unknown field",
        "The platform drops unknown fields and reports success. An error if the name is misspelt or misplaced, else a "
        "warning.", fixable=True,
    ),
    Rule(
        "required", ERROR, "Missing field",
        "The platform rejects the manifest without a reason.",
    ),
    Rule(
        "type", ERROR, "Wrong type",
        "Such as a string instead of a number.", fixable=True,
    ),
    Rule(
        "enum", ERROR, "Not an allowed value",
        "The field takes one of a few values.", fixable=True,
    ),
    Rule(
        "pattern", ERROR, "Malformed text",
        "The value does not match the pattern of the field.",
    ),
    Rule(
        "format", ERROR, "Malformed date, URL or address",
        "The value does not have the format of the field.",
    ),
    Rule(
        "limit", ERROR, "Out of range",
        "A number, a length or a count is beyond its limits.",
    ),
    Rule(
        "forbidden", ERROR, "The field is not allowed here",
        "The value of another field rules it out.",
    ),
    Rule(
        "field-rule", ERROR, "A value does not fit the other fields",
        "The platform refuses manifests whose fields contradict each other.",
    ),
    Rule(
        "server", ERROR, "The platform rejects the manifest",
        "A finding of the platform's own check (`--server`), which checks less than this program.",
    ),
    Rule(
        "field-comparison", ERROR, "Two fields do not agree",
        "One number limits another: `chunkOverlap` is less than `chunkSize`, `tensorParallelSize` at most `gpuCount`.",
    ),
    Rule(
        "repeated-item", ERROR, "An item is listed twice",
        "A field of the items identifies them.",
    ),
    Rule(
        "empty-match", ERROR, "A pattern matches the empty text",
        "A Guardrail with such a pattern would act on every message.",
    ),
    Rule(
        "placeholder", ERROR, "A placeholder and the parameters do not agree",
        "Each `{name}` in a query or an endpoint is a declared parameter; if there are test values, each parameter "
        "has one.",
    ),
    Rule(
        "skill", ERROR, "A skill does not have the form of a skill",
        "The front matter of its `SKILL.md`, a file beside it or its URL breaks a rule of "
        "https://agentskills.io/specification or of the platform.",
    ),
    Rule(
        "deprecated", WARNING, "Deprecated field or kind",
        "It still works; its replacement will work longer.", fixable=True,
    ),
    Rule(
        "older-form", NOTE, "The manifest is in the form of another platform version",
        "With `--dialect` or `--live`: it is sent in the platform's form. `smarter convert` rewrites the file.",
    ),
    Rule(
        "omitted-null", NOTE, "A null that newer platforms refuse",
        "It is not sent, so that the default holds. Other clients would get 400.",
    ),
    Rule(
        "said-twice", ERROR, "One field, two values",
        "Newer platforms moved some fields. Write such a field in one of the two places.", firm=True,
    ),
    Rule(
        "kept-part", ERROR, "Part of a field cannot be kept",
        "`${keep}` stands for a whole field or object, or a secret in one.", firm=True,
    ),
    Rule(
        "own-annotation", ERROR, "Reserved annotation",
        "`smarter.sh/client/...` records the applied state, and must not be written.", firm=True,
    ),
    Rule(
        "dialect", WARNING, "Not supported by the platform",
        "With `--dialect` or `--live`: the platform's version lacks the field or the kind.",
    ),
    Rule(
        "other-platforms", NOTE, "Some platforms reject a field or its value",
        "Without `--dialect` and `--live`, which make it an error on these; the finding names the versions.",
    ),
    # Names.
    Rule(
        "name-folded", WARNING, "The platform rewrites the name",
        "Only lower snake_case is stored unchanged.", fixable=True,
    ),
    Rule(
        "duplicate-resource", ERROR, "Duplicate resource",
        "Two manifests of one kind and name overwrite each other. `Chatbot` and `LLMClient` are one kind.", firm=True,
    ),
    Rule(
        "unresolved-reference", NOTE, "Reference to a resource outside of the set",
        "The platform may have it. A warning if the set has a similar name; with `--live` an error if the platform "
        "lacks it.",
    ),
    Rule(
        "unset-variable", NOTE, "The variable is not set",
        "An error with `--env`, and whenever the manifests are applied.",
    ),
    Rule(
        "undefined-variable", ERROR, "The variable is not defined",
        "Define `${var:NAME}` with `--var`, in a file of `--vars`, or in an environment of `.smarter.yaml`.", firm=True,
    ),
    Rule(
        "unused-variable", WARNING, "The variable is not used",
        "No manifest uses this variable of `--var`, `--vars` or the environment.",
    ),
    Rule(
        "misspelt-reference", WARNING, "Text that looks like a reference",
        "`${vars:X}` or `${ENV:X}` is sent as it is. `$${vars:X}` writes this text without the warning.",
    ),
    Rule(
        "variable-withheld", ERROR, "The variable is withheld from manifests",
        "The client's keys are never substituted. If `.smarter.yaml` or `.env` names the platform, no variable of the "
        "environment is: a repository could collect them.", firm=True,
    ),
    Rule(
        "substituted-name", ERROR, "A secret in a kind or a name",
        "Kinds, names and references become part of URLs, and exports show names of headers: neither may hold "
        "secrets. `${var:NAME}` is allowed.", firm=True,
    ),
    Rule(
        "secret-as-name", ERROR, "A secret in place of a Secret's name",
        "`password` and similar fields take the name of a Secret, which holds the value.", firm=True,
    ),
    Rule(
        "substitution", ERROR, "Substitution fails",
        "The `${...}` is misspelt, not closed, or names a file that is not text.", firm=True,
    ),
    Rule(
        "file-missing", ERROR, "The file does not exist",
        "A manifest names it.", firm=True,
    ),
    Rule(
        "file-outside", ERROR, "The path leads out of the folder",
        "Files of a manifest are in its folder or below, after following links.", firm=True,
    ),
    Rule(
        "file-size", ERROR, "The file is empty or too large",
        "A vectorstore takes documents from one byte to 50 MiB.", firm=True,
    ),
    Rule(
        "duplicate-document", ERROR, "Two files are one document",
        "A vectorstore keeps the same content once.", firm=True,
    ),
    Rule(
        "clear-secret", WARNING, "Secret in clear text",
        "Write `${env:NAME}` or `${secretfile:PATH}`.",
    ),
    Rule(
        "unknown-rule", WARNING, "Unknown rule",
        "A comment or a setting silences a rule that does not exist.",
    ),
)  # fmt: skip

RULES: Dict[str, Rule] = {rule.id: rule for rule in _ALL}
