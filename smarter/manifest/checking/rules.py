"""The rules: what can be found, how bad it is, and what it means."""

from __future__ import annotations

from typing import Dict, NamedTuple, Tuple

from smarter.manifest.findings import ERROR, NOTE, WARNING


class Rule(NamedTuple):
    """A kind of finding.

    `severity` is what it has by itself; `firm` ones cannot be silenced while they are errors, since a manifest that
    breaks them cannot be read or applied at all; `fixable` ones have a certain mend in at least some cases.
    """

    id: str
    severity: str
    title: str
    text: str
    firm: bool = False
    fixable: bool = False


_ALL: Tuple[Rule, ...] = (
    # Where manifests come from.
    Rule(
        "missing", ERROR, "A path leads to nothing",
        "The file, the folder or the pattern does not exist.", firm=True,
    ),
    Rule(
        "empty", ERROR, "There is nothing to look at",
        "A folder without manifests is most likely the wrong folder.", firm=True,
    ),
    Rule(
        "unreadable", ERROR, "A file cannot be read",
        "The system refuses to open it.", firm=True,
    ),
    Rule(
        "too-large", ERROR, "A file or a document is too large",
        "Files may have 200 MB, documents 10 million characters.", firm=True,
    ),
    Rule(
        "encoding", ERROR, "A file is not text",
        "Manifests are UTF-8; UTF-16 and UTF-32 with a byte order mark are read too.", firm=True,
    ),
    Rule(
        "not-ours", NOTE, "A document is somebody else's",
        "YAML without `apiVersion: smarter.sh/...` is passed over; with `--all-files` it is an error.",
    ),
    Rule(
        "not-a-mapping", ERROR, "A document is no manifest",
        "A manifest is a mapping of `apiVersion`, `kind`, `metadata` and `spec`.", firm=True,
    ),
    # How they are written.
    Rule(
        "yaml-syntax", ERROR, "This is not YAML",
        "The text breaks the rules of YAML 1.2, so that nobody can tell what it means.", firm=True,
    ),
    Rule(
        "json-syntax", ERROR, "This is not JSON",
        "A file named `.json` is read as JSON.", firm=True,
    ),
    Rule(
        "duplicate-key", ERROR, "A key stands twice",
        "Most readers keep the last one and drop the first without a word.", firm=True,
    ),
    Rule(
        "yaml-key", ERROR, "A key is no text",
        "JSON, which the platform is sent, has text for keys only.", firm=True,
    ),
    Rule(
        "yaml-tag", ERROR, "A tag is not understood",
        "Tags could make a reader construct objects; none is obeyed but those of plain types.", firm=True,
    ),
    Rule(
        "yaml-number", ERROR, "A number cannot be sent",
        "JSON has neither infinity nor `nan`.", firm=True,
    ),
    Rule(
        "yaml-bomb", ERROR, "Aliases explode",
        "Written out, the aliases of a document may add 300,000 values; each 40 characters count as "
        "one.", firm=True,
    ),
    Rule(
        "too-deep", ERROR, "Nested too deep",
        "A manifest may be 100 levels deep.", firm=True,
    ),
    Rule(
        "ambiguous-date", NOTE, "An unquoted date",
        "It is text here, as the platform wants it. Readers of YAML 1.1 make a date object of it.", fixable=True,
    ),
    Rule(
        "ambiguous-scalar", WARNING, "Readers of YAML disagree",
        "`yes`, `012`, `1_000`, `12:30` or `1e3` without quotes are one thing in YAML 1.2, which "
        "holds here, and another in YAML 1.1.", fixable=True,
    ),
    # What they say.
    Rule(
        "unknown-kind", ERROR, "There is no such kind",
        "`smarter api-resources` lists the kinds.", firm=True, fixable=True,
    ),
    Rule(
        "unknown-field", ERROR, "There is no such field",
        "The platform drops what it does not know and answers that all is well. An error where a "
        "known sibling is within two letters, so that it is meant; else a warning.", fixable=True,
    ),
    Rule(
        "required", ERROR, "A field is missing",
        "The platform refuses the manifest without saying why.",
    ),
    Rule(
        "type", ERROR, "A value of another type",
        "Text where a number belongs, or the like.", fixable=True,
    ),
    Rule(
        "enum", ERROR, "A value that is none of the choices",
        "The field takes a few values only.", fixable=True,
    ),
    Rule(
        "pattern", ERROR, "Text of another form",
        "The text must look a certain way.",
    ),
    Rule(
        "format", ERROR, "Text of another format",
        "A date, a URL, an address that is none.",
    ),
    Rule(
        "limit", ERROR, "Too much or too little",
        "A number, a length or a count beyond its limits.",
    ),
    Rule(
        "forbidden", ERROR, "A field that may not stand there",
        "Another field's value rules it out.",
    ),
    Rule(
        "deprecated", WARNING, "An old spelling",
        "It still works; its replacement will work longer.", fixable=True,
    ),
    Rule(
        "said-twice", ERROR, "One field, two values",
        "Newer platforms have some fields in another place. Either place will do, both do not.", firm=True,
    ),
    Rule(
        "kept-part", ERROR, "A part cannot be kept",
        "`${keep}` stands for a whole field or object; inside of one it would be sent as text.", firm=True,
    ),
    Rule(
        "own-annotation", ERROR, "An annotation of smarter's own",
        "`smarter.sh/client/...` holds what was applied; other clients show it, and it must not be written back.",
        firm=True,
    ),
    Rule(
        "dialect", WARNING, "The platform does not know it",
        "With `--dialect` or `--live`: an older or a newer platform has the field or the kind, this "
        "one has not.",
    ),
    # What they name.
    Rule(
        "name-folded", WARNING, "The platform rewrites the name",
        "Only lower snake_case is kept as it is written.", fixable=True,
    ),
    Rule(
        "duplicate-resource", ERROR, "Defined twice",
        "Two manifests of one kind and one name overwrite each other. `Chatbot` and `LLMClient` are "
        "one kind.", firm=True,
    ),
    Rule(
        "unresolved-reference", NOTE, "Names something outside of the set",
        "The platform may have it. A warning where the set has something very like it; with `--live` "
        "an error if the platform has it not.",
    ),
    Rule(
        "unset-variable", NOTE, "A variable is not set",
        "An error with `--env`, and whenever the manifests are applied.",
    ),
    Rule(
        "variable-withheld", ERROR, "A variable is not for manifests",
        "The client's own keys are never substituted. Where `.smarter.yaml` or `.env` name the platform, variables of "
        "the environment are not either: a repository that somebody else wrote could collect them.", firm=True,
    ),
    Rule(
        "substituted-name", ERROR, "A kind or a name comes from a variable",
        "They become part of URLs, where no value that may be secret belongs.", firm=True,
    ),
    Rule(
        "secret-as-name", ERROR, "A secret stands where a Secret's name belongs",
        "`password` and the like take the name of a Secret, which holds the value.", firm=True,
    ),
    Rule(
        "substitution", ERROR, "A `${...}` gives nothing",
        "It is misspelt or never closed, or the file that it names is no text.", firm=True,
    ),
    Rule(
        "file-missing", ERROR, "A file is not there",
        "A manifest names a file that does not exist.", firm=True,
    ),
    Rule(
        "file-outside", ERROR, "A path leads out",
        "What a manifest reads lies in its folder or below, after every link.", firm=True,
    ),
    Rule(
        "clear-secret", WARNING, "A secret in clear text",
        "Whoever reads the repository reads it too. Write `${env:NAME}` or `${file:path}`.",
    ),
    Rule(
        "unknown-rule", WARNING, "There is no such rule",
        "A comment or a setting silences a rule that does not exist, so it silences nothing.",
    ),
)  # fmt: skip

RULES: Dict[str, Rule] = {rule.id: rule for rule in _ALL}
