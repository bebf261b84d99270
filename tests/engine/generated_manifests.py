"""Valid manifests of any kind, drawn from its schema."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

import jsonschema
from hypothesis import assume
from hypothesis import strategies as st

from smarter.kinds import Kind, KindTable
from smarter.kinds.fields import resolve, schema_at
from smarter.kinds.paths import get, put
from smarter.manifest import Options, validate
from smarter.manifest.findings import ERROR

Draw = Callable[[st.SearchStrategy], Any]
Manifest = Dict[str, Any]
Names = Mapping[str, Sequence[str]]  # canonical kind -> names that may be referred to
Path = Tuple[str, ...]

# Texts of real manifests that a careless client or platform changes.
_WORDS = ["snake_case_word", "camelCaseWord", "kebab-case", "UPPER_1", "one", "0", "1.0", "true", "null"]
_WORDS += [
    "2026-01-31",
    "Zoë",
    "日本語",
    "#hash",
    "{brace}",
    "%percent",
    "back\\slash",
    "~",
    "None",
    "🚲 bike",
]
_WORDS += [
    "What is x_y?",
    'it\'s "quoted"',
    " blank before",
    "blank behind ",
    "line one\nline two",
    "tab\there",
]
_WORDS += ["key: value", "- item", "", " "]

# No "$", which begins substitutions, and only digits that every engine matches by `\d`.
_ALPHABET = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Nd"], exclude_characters="$", include_characters="0123456789"
)

# Keys of annotations, headers, environments: platforms respell some.
_KEYS = [
    "example.com/owner",
    "team",
    "cost.center",
    "Under_Score",
    "with-hyphen",
    "camelCase/x",
    "LOG_LEVEL",
    "_x",
]

_SPELLINGS: List[Callable[[str], str]] = [
    lambda name: name,
    lambda name: name.replace("_", "-"),
    lambda name: name.replace("_", "-").upper(),
    lambda name: f"{name} ",
]


_ZONES = [None, timezone.utc, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))]

# Seconds between two acts: reads may be stale for a minute.
_PAUSES = [0, 1, 30, 59, 61, 74, 76, 200]


@dataclass
class Act:
    """A state of the manifests, in order of files, and the seconds until the next."""

    manifests: List[Manifest]
    files: Dict[str, str]
    pause: int


_NOTHING = object()


class Unresolvable(Exception):
    """A required reference has nothing that it could name."""


def _remembered(make: Callable[..., st.SearchStrategy[Any]]) -> Callable[..., st.SearchStrategy[Any]]:
    """Cache strategies by schema: making one costs more than drawing from it."""
    made: Dict[str, st.SearchStrategy[Any]] = {}

    def strategy(*arguments: Any) -> st.SearchStrategy[Any]:
        key = json.dumps(arguments, sort_keys=True)
        if key not in made:
            made[key] = make(*arguments)
        return made[key]

    return strategy


@_remembered
def texts() -> st.SearchStrategy[str]:
    """Return any text of a manifest, without substitutions (`${...}`)."""
    return st.one_of(st.sampled_from(_WORDS), st.text(_ALPHABET, max_size=12))


@_remembered
def json_values(depth: int = 2) -> st.SearchStrategy[Any]:
    """Return JSON values of modest size."""
    numbers = st.one_of(st.integers(-(2**53), 2**53), st.sampled_from([0.5, 1.0, 1e21, 2.5e-7, 500.00]))
    leaves = st.one_of(st.none(), st.booleans(), numbers, texts())
    if not depth:
        return leaves
    inner = json_values(depth - 1)
    return st.one_of(leaves, st.lists(inner, max_size=3), st.dictionaries(texts(), inner, max_size=3))


class Generator:
    """Draws manifests for platforms of one dialect."""

    def __init__(self, kinds: KindTable, dialect: str) -> None:
        self.kinds = kinds
        self.dialect = dialect

    def usable(self) -> List[Kind]:
        """Return the kinds that such a platform can apply, describe and delete."""
        return [
            kind
            for kind in self.kinds.all()
            if all(kind.verb(verb, self.dialect) == "yes" for verb in ("apply", "describe"))
            and kind.verb("delete", self.dialect) != "no"
        ]

    def stories(self, most: int = 2) -> st.SearchStrategy[List[Act]]:
        """Draw up to `most` resources of each kind, and one to three edits of them."""

        @st.composite
        def story(draw: Draw) -> List[Act]:
            names, chosen = self._cast(draw, most)
            assume(chosen)
            files: Dict[str, str] = {}
            acts = [self._act(draw, chosen, files)]
            for _ in range(draw(st.integers(1, 3))):
                for key in draw(
                    st.lists(st.sampled_from(sorted(chosen)), min_size=1, max_size=3, unique=True)
                ):
                    with contextlib.suppress(Unresolvable):  # an edit without a possible reference is skipped
                        chosen[key] = self.edit(draw, chosen[key], self.kinds.get(chosen[key]["kind"]), names)
                acts.append(self._act(draw, chosen, files))
            return acts

        return story()

    def _cast(self, draw: Draw, most: int) -> Tuple[Dict[str, List[str]], Dict[Tuple[str, str], Manifest]]:
        kinds = self._company(draw)
        names: Dict[str, List[str]] = {}
        for kind in kinds:
            for number in range(draw(st.integers(0, most))):
                names.setdefault(kind.canonical, []).append(f"{kind.singular}_{number}")
        while True:
            try:
                return names, {
                    (kind.canonical, name): self.manifest(draw, kind, name, names)
                    for kind in kinds
                    for name in names.get(kind.canonical, ())
                    if name.startswith(f"{kind.singular}_")
                }
            except Unresolvable as missing:
                del names[str(missing)]

    def _company(self, draw: Draw) -> List[Kind]:
        """Draw a few kinds and their references; all kinds at once would be too slow."""
        usable = self.usable()
        company = {kind.canonical for kind in draw(st.lists(st.sampled_from(usable), min_size=1, max_size=3))}
        more = set(company)
        while more:
            told = [kind for kind in usable if kind.canonical in more]
            more = {word for kind in told for field in kind.fields for word in field.references} - company
            company |= more
        return [kind for kind in usable if kind.canonical in company]

    def _act(self, draw: Draw, chosen: Mapping[Tuple[str, str], Manifest], files: Dict[str, str]) -> Act:
        for manifest in chosen.values():
            if self.kinds.get(manifest["kind"]).served == "files":
                manifest["spec"]["path"] = f"{draw(st.sampled_from('abc'))}.txt"
                files[manifest["spec"]["path"]] = draw(st.sampled_from(["", "one", "two"]))
        # A few manifests break a rule across fields in spite of `_keep_rule`; they are left out.
        assume(all(map(self._is_valid, chosen.values())))
        order = draw(st.permutations(sorted(chosen)))
        return Act([copy.deepcopy(chosen[key]) for key in order], dict(files), draw(st.sampled_from(_PAUSES)))

    def _is_valid(self, manifest: Manifest) -> bool:
        options = Options({}, dialect=self.dialect)
        report = validate(["-"], self.kinds, options, stdin=io.StringIO(json.dumps(manifest)))
        return {found.rule for found in report.findings if found.severity == ERROR} <= {"file-missing"}

    def manifest(self, draw: Draw, kind: Kind, name: str, names: Names) -> Manifest:
        """Draw a valid manifest of `kind` that may refer to the resources `names`.

        Raises:
            Unresolvable: a required reference has no candidate among `names`.
        """
        schema = kind.for_dialect(self.dialect).schema
        made: Manifest = {"apiVersion": "smarter.sh/v1", "kind": kind.name}
        for section in ("metadata", "spec"):
            try:
                made[section] = self._value(draw, schema["properties"][section], schema, names)
            except Unresolvable:
                raise Unresolvable(kind.canonical) from None
        self._plain(kind, made)
        made["metadata"]["name"] = draw(st.sampled_from(_SPELLINGS))(name)
        if kind.identity:
            made["metadata"][kind.identity] = name
        return made

    def edit(self, draw: Draw, manifest: Manifest, kind: Kind, names: Names) -> Manifest:
        """Draw a valid manifest with a few edits of `manifest`, by chance with none."""
        other = self.manifest(draw, kind, manifest["metadata"]["name"], names)
        schema = kind.for_dialect(self.dialect).schema
        places = [
            path
            for section in ("metadata", "spec")
            for path in _places(resolve(schema["properties"][section], schema), schema, (section,))
        ]
        edited = copy.deepcopy(manifest)
        for path in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)):
            if path != ("metadata", "name"):
                _copy(other, edited, path)
        self._plain(kind, edited)
        return edited

    def _plain(self, kind: Kind, manifest: Manifest) -> None:
        """Keep each moved value only in the dialect's place and words."""
        for dialect, moves in kind.moved.items():
            for move in moves:
                home = {} if dialect == self.dialect else schema_at(kind.schema, move["from"].split("."))
                _said_once(manifest, move, home)
                if dialect == self.dialect and "values" not in move:
                    _fit_where_it_is_sent(manifest, move, schema_at(kind.schema, move["to"].split(".")))
        for rule in kind.schema.get("x-smarter-rules", ()):
            _keep_rule(manifest, rule)

    def _value(self, draw: Draw, schema: Mapping[str, Any], root: Mapping[str, Any], names: Names) -> Any:
        schema = resolve(schema, root)
        nullable = "null" in _types(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            rule = {"type": schema["type"]} if "type" in schema else {}  # a branch may narrow the type alone
            return draw(st.sampled_from(_valid(rule, schema["enum"])))
        if _types(schema) == ["null"]:
            return None
        if schema.get("x-smarter-references"):
            return self._reference(draw, schema, names, nullable)
        if nullable and draw(st.integers(0, 3)) == 0:
            return None
        types = [word for word in _types(schema) if word != "null"]
        if not types:
            return None if nullable else draw(json_values())
        word = draw(st.sampled_from(types))
        if word == "object":
            return self._object(draw, schema, root, names)
        if word == "array":
            items = schema.get("items", {})
            least = schema.get("minItems", 0)
            count = draw(st.integers(least, min(schema.get("maxItems", 3), max(least, 3))))
            return self._items(draw, items, root, names, least, count)
        return draw(_scalars(word, schema))

    def _items(
        self, draw: Draw, schema: Mapping[str, Any], root: Any, names: Names, least: int, most: int
    ) -> Any:
        made: List[Any] = []
        for _ in range(most):
            try:
                made.append(self._value(draw, schema, root, names))
            except Unresolvable:
                if least:
                    raise
        return made

    def _object(self, draw: Draw, schema: Mapping[str, Any], root: Mapping[str, Any], names: Names) -> Any:
        if not schema.get("properties"):
            if isinstance(schema.get("additionalProperties"), dict) and not schema.get("x-smarter-normalize"):
                return self._mapping(draw, schema, root, names)
            return draw(_mappings(schema))
        for word in ("oneOf", "anyOf"):
            if word in schema:
                schema = _narrowed(schema, draw(st.sampled_from(_current(schema, schema[word], root))), root)
        made: Dict[str, Any] = {}
        for key, child in schema["properties"].items():
            if "x-smarter-since" not in child and not resolve(child, root).get("readOnly"):
                self._member(draw, made, key, schema, root, names)
        # Members under a condition are corrected one by one; that may trigger another condition.
        conditions = [each for each in (schema, *schema.get("allOf", ())) if "if" in each]
        for _ in range(4):
            for each in conditions:
                met = jsonschema.Draft202012Validator(each["if"]).is_valid(made)
                branch = each.get("then" if met else "else", {})
                if not isinstance(branch, dict):  # `true`: nothing more is asked for
                    continue
                narrowed = _narrowed(schema, branch, root)
                rules = branch.get("properties", {})
                for key in sorted({*branch.get("required", ()), *rules}):
                    fits = key in made and _fits(rules.get(key, {}), made[key])
                    if (key in made or key in branch.get("required", ())) and not fits:
                        self._member(draw, made, key, narrowed, root, names)
        return made

    def _mapping(self, draw: Draw, schema: Mapping[str, Any], root: Mapping[str, Any], names: Names) -> Any:
        """Draw an object of any keys whose values have a schema."""
        keys = [key for key in _KEYS if re.search(schema.get("propertyNames", {}).get("pattern", ""), key)]
        least = schema.get("minProperties", 0)
        chosen = draw(st.lists(st.sampled_from(keys), unique=True, min_size=least, max_size=least or 3))
        return {key: self._value(draw, schema["additionalProperties"], root, names) for key in chosen}

    def _member(
        self, draw: Draw, made: Dict[str, Any], key: str, schema: Mapping[str, Any], root: Any, names: Names
    ) -> None:
        """Draw one property of an object, or leave it out."""
        made.pop(key, None)
        required = key in schema.get("required", ())
        if not required and draw(st.booleans()):
            return
        child = resolve(schema["properties"][key], root)
        sibling = child.get("x-smarter-reference-kind")
        if sibling:
            said = self.kinds.find(str(made.get(sibling)))
            meant = [word for word in child["x-smarter-references"] if self.kinds.find(word) is said]
            child = {**child, "x-smarter-references": meant}
        try:
            made[key] = self._value(draw, child, root, names)
        except Unresolvable:
            if required:
                raise

    def _reference(self, draw: Draw, schema: Mapping[str, Any], names: Names, nullable: bool) -> Any:
        known = [self.kinds.find(word) for word in schema["x-smarter-references"]]
        candidates = [name for kind in known if kind for name in names.get(kind.canonical, ())]
        if "array" in _types(schema):
            least = schema.get("minItems", 0)
            if not candidates and least:
                raise Unresolvable
            return (
                draw(st.lists(st.sampled_from(candidates), min_size=least, max_size=3)) if candidates else []
            )
        if not candidates and not nullable:
            raise Unresolvable
        return draw(st.sampled_from([*candidates, *([None] if nullable else [])]))


def _keep_rule(manifest: Manifest, rule: Mapping[str, Any]) -> None:
    """Change a manifest so that it keeps a rule across fields."""

    def found(key: str) -> Any:
        return get(manifest, rule[key].split("."))

    if rule["rule"] == "placeholder":
        declared = [each["name"] for each in found("parameters") or () if each.get("name")]
        if isinstance(found("text"), str):
            put(manifest, rule["text"].split("."), re.sub(r"\{(\w+)\}", r"\1", found("text")))
        if found("values"):
            tested = {each.get("name") for each in found("values")}
            missing = [{"name": name, "value": "1"} for name in dict.fromkeys(declared) if name not in tested]
            put(manifest, rule["values"].split("."), [*found("values"), *missing])
    elif rule["rule"] == "field-comparison" and found("left") is not None:
        least = found("left") + 1 if rule["holds"] == "<" else found("left")
        put(manifest, rule["right"].split("."), least)
    elif rule["rule"] == "repeated-item" and found("list"):
        items = {item.get(rule["key"]): item for item in found("list") if isinstance(item, dict)}
        put(manifest, rule["list"].split("."), list(items.values()))
    elif rule["rule"] == "empty-match" and found("path") is not None:
        put(manifest, rule["path"].split("."), "[a-z]+")
    elif rule["rule"] == "skill" and found("path"):
        put(manifest, rule["path"].split("."), "---\nname: notes\ndescription: Makes notes.\n---\n")
    elif rule["rule"] == "skill" and found("url"):
        put(manifest, rule["url"].split("."), "https://example.com/SKILL.md")


def _narrowed(
    schema: Mapping[str, Any], branch: Mapping[str, Any], root: Mapping[str, Any]
) -> Dict[str, Any]:
    """Merge an object's schema with a branch of a union or of a condition."""
    properties = dict(schema["properties"])
    for key, more in branch.get("properties", {}).items():
        if not isinstance(more, dict):  # `false`: the field must be absent
            properties.pop(key, None)
            continue
        known = resolve(properties.get(key, {}), root)
        both = [*known.get("required", ()), *more.get("required", ())]
        merged = {**known, **more}
        if known.get("properties") and more.get("properties"):
            merged["properties"] = _narrowed(known, more, root)["properties"]
        properties[key] = {**merged, "required": both} if both else merged
    required = [*schema.get("required", ()), *branch.get("required", ())]
    return {**schema, "properties": properties, "required": required}


def _current(schema: Mapping[str, Any], branches: Sequence[Any], root: Mapping[str, Any]) -> List[Any]:
    """Return the branches that newer dialects have too."""
    old = {key for key, child in schema["properties"].items() if resolve(child, root).get("deprecated")}
    return [branch for branch in branches if not old & set(branch.get("required", ()))]


def _types(schema: Mapping[str, Any]) -> List[str]:
    words = schema.get("type", [])
    return [words] if isinstance(words, str) else list(words)


@_remembered
def _scalars(word: str, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if word == "boolean":
        return st.booleans()
    if word in ("integer", "number"):
        low, high = schema.get("minimum"), schema.get("maximum")
        low = schema["exclusiveMinimum"] + 1 if "exclusiveMinimum" in schema else low
        whole = st.integers(-(2**31) if low is None else int(low), 2**31 - 1 if high is None else int(high))
        if word == "integer":
            return whole
        return st.one_of(whole, st.floats(low, high, allow_nan=False, allow_infinity=False))
    return _strings(schema)


def _strings(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if "datetime" in schema.get("x-smarter-normalize", ()):
        moments = st.datetimes(timezones=st.sampled_from(_ZONES))
        return st.one_of(st.just(""), st.dates().map(str), moments.map(lambda when: when.isoformat(" ")))
    rules = {key: schema[key] for key in ("pattern", "minLength", "maxLength") if key in schema}
    valid = jsonschema.Draft202012Validator(rules).is_valid
    nullable = "null" in _types(schema)

    def allowed(text: str) -> bool:
        # The platform turns these two texts into null; and a pattern's `$` is the end of the text, not of a line.
        return valid(text) and text[-1:] != "\n" and (nullable or text.strip() not in ("", "None"))

    examples = [
        text
        for text in schema.get("examples", ())
        if isinstance(text, str) and "$" not in text and allowed(text)
    ]
    other = texts()
    if "pattern" in schema:
        # Older releases of hypothesis refuse a set that names a character which the alphabet lacks.
        pattern = re.sub(r"(\[[^]]*)\$", r"\1", schema["pattern"].replace("\n", ""))
        other = st.from_regex(pattern, alphabet=_ALPHABET)
    known = [*(word for word in _WORDS if allowed(word)), *examples]
    words = st.sampled_from(known) if known else other.filter(allowed)
    return st.one_of(words, _first(other, allowed, words))


@st.composite
def _first(
    draw: Draw,
    strategy: st.SearchStrategy[str],
    allowed: Callable[[str], bool],
    otherwise: st.SearchStrategy[str],
) -> str:
    """Return the first allowed draw of a few; a filter would end the whole story."""
    for _ in range(5):
        text: str = draw(strategy)
        if allowed(text):
            return text
    return str(draw(otherwise))


@_remembered
def _mappings(schema: Mapping[str, Any]) -> st.SearchStrategy[Dict[str, Any]]:
    """Return free-form objects."""
    return st.dictionaries(texts(), json_values(), max_size=3)


# Keywords that make an object valid only as a whole.
_WHOLE = {"if", "allOf", "oneOf", "anyOf"}


def _places(schema: Mapping[str, Any], root: Mapping[str, Any], path: Path) -> List[Path]:
    """Return the paths that may be edited alone, but no parts of indivisible values."""
    found: List[Path] = []
    if _WHOLE & set(schema):
        return [path]
    for key, child in schema.get("properties", {}).items():
        child = resolve(child, root)
        if "x-smarter-since" in child or child.get("readOnly"):
            continue
        found.append((*path, key))
        if child.get("properties") and not _WHOLE & set(child):
            found.extend(_places(child, root, (*path, key)))
    return found


def _said_once(manifest: Manifest, move: Mapping[str, Any], home: Mapping[str, Any]) -> None:
    """Omit a value's other place if it is set twice or invalid for its own (`home`).

    Also omit values without a word in the other dialect.
    """
    own, other = move["from"].split("."), move["to"].split(".")
    words = move.get("values", ())
    value = next((here for here, there in words if there == _at(manifest, other)), _at(manifest, other))
    if value is not _NOTHING and (_at(manifest, own) is not _NOTHING or not _valid(home, [value])):
        _at(manifest, other[:-1]).pop(other[-1])
    value = _at(manifest, own)
    if words and isinstance(value, list):
        _at(manifest, own[:-1])[own[-1]] = [word for word in value if word in [here for here, _ in words]]


def _fit_where_it_is_sent(manifest: Manifest, move: Mapping[str, Any], there: Mapping[str, Any]) -> None:
    """Omit a value that is invalid in its new place, whose schema may be stricter."""
    path = move["from"].split(".")
    value = _at(manifest, path)
    if value is not _NOTHING and not _valid(there, [value]):
        del _at(manifest, path[:-1])[path[-1]]


def _at(value: Any, path: Sequence[str]) -> Any:
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return _NOTHING
        value = value[part]
    return value


def _fits(rule: Mapping[str, Any], value: Any) -> bool:
    """Return whether the value is valid, also with empty texts as null."""
    null = value in ("", "None") and "null" not in (_types(rule) or ["null"])
    return bool(_valid(rule, [value])) and not null


def _valid(rule: Mapping[str, Any], values: Sequence[Any]) -> List[Any]:
    return [value for value in values if jsonschema.Draft202012Validator(rule).is_valid(value)]


def _copy(source: Manifest, target: Manifest, path: Path) -> None:
    """Copy or remove the value at `path` in `target`, if both have its parent."""
    value = _at(source, path)
    holder = _at(target, path[:-1])
    if not isinstance(holder, dict) or not isinstance(_at(source, path[:-1]), dict):
        return
    if value is _NOTHING:
        holder.pop(path[-1], None)
    else:
        holder[path[-1]] = copy.deepcopy(value)
