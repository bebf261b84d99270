"""Markdown report of a replay: summary, kinds by verbs, differences with reasons."""

from __future__ import annotations

from typing import Dict, List, Mapping, Sequence

from scripts.conformance.replay import Outcome, summary
from smarter.local.contract.dialects import BY_NAME

# Why an exchange disagrees, by its name in the recording.
REASONS: Mapping[str, str] = {
    "apply-bad-json-string": (
        "The recording does not tell a JSON string from plain text, which the replay sends; a JSON string gets the "
        "recorded answer."
    ),
    **dict.fromkeys(
        ("auth-bearer-whoami", "auth-bearer-describe"),
        "The recording has the header of a bad key instead, which gets another answer.",
    ),
    **dict.fromkeys(
        ("crosswired-describe-self", "gap-after-a"),
        "It shows effects of unrecorded writes; with them, in `tests/local/test_plugin_rows.py`, it gets the recorded "
        "answer.",
    ),
}
UNEXPLAINED = "not understood yet"
_NO_KIND = "(no kind)"


def report(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the report on one recording."""
    differing = [outcome for outcome in outcomes if outcome.difference is not None]
    lines = [f"### `{name}`", "", f"**{summary(outcomes)}**", "", *_table(outcomes), ""]
    if differing:
        lines += ["Differences:", ""]
        for outcome in differing:
            assert outcome.difference is not None
            aspect, words = outcome.difference
            reason = REASONS.get(outcome.exchange.name, UNEXPLAINED)
            lines.append(f"- `{outcome.exchange.name}` ({aspect}: {' '.join(words.split())}). {reason}")
    else:
        lines.append("Nothing differs.")
    return "\n".join(lines) + "\n"


def into_document(text: str, name: str, section: str) -> str:
    """Return `text` with the section on a recording replaced, or appended."""
    begin, end = f"<!-- conformance: {name} -->", f"<!-- end of conformance: {name} -->"
    before, marker, rest = text.partition(begin)
    after = rest.partition(end)[2] if marker else ""
    if not marker and before and not before.endswith("\n\n"):
        before = before.rstrip("\n") + "\n\n"
    return f"{before}{begin}\n{section}{end}{after or chr(10)}"


def _table(outcomes: Sequence[Outcome]) -> List[str]:
    """Return a list entry for each kind: its verbs by their statuses."""
    found: Dict[str, Dict[str, List[Outcome]]] = {}
    for outcome in outcomes:
        word = outcome.exchange.kind
        known = BY_NAME["P14"].kind_in_url(word) if word else None
        found.setdefault(known.name if known else _NO_KIND, {}).setdefault(outcome.exchange.verb, []).append(
            outcome
        )
    lines = []
    for kind in sorted(found, key=lambda name: (name == _NO_KIND, name)):
        verbs: Dict[str, List[str]] = {}
        for verb in sorted(found[kind]):
            verbs.setdefault(_statuses(found[kind][verb]), []).append(verb)
        texts = (f"{', '.join(names)} {statuses}" for statuses, names in verbs.items())
        lines.append(f"- {kind}: {'; '.join(texts)}")
    return lines


def _statuses(outcomes: Sequence[Outcome]) -> str:
    """Return the recorded statuses, and the number of agreeing ones if some differ."""
    agree = sum(outcome.difference is None for outcome in outcomes)
    recorded = sorted({outcome.exchange.status for outcome in outcomes})
    ours = sorted({outcome.status for outcome in outcomes})
    statuses = "/".join(map(str, recorded))
    if ours != recorded:
        statuses += f", here {'/'.join(map(str, ours))}"
    return statuses if agree == len(outcomes) else f"{statuses} ({agree} of {len(outcomes)} agree)"
