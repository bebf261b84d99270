"""Commands and flags of kubectl, Terraform, gh, the vendor: their names here.

Data only: `click_classes` and `error_report` look words up here when a command line does not parse.
"""

from __future__ import annotations

from typing import Dict, Mapping, Tuple


def _by_word(table: Mapping[str, str]) -> Dict[str, str]:
    """Turn a table around: each word of the values -> its key."""
    return {word: key for key, words in table.items() for word in words.split(", ")}


# A command -> the commands of other tools that do the same. All are written without `smarter`; the arguments stay.
_SAME_COMMANDS: Mapping[str, str] = {
    "adopt -f": "import -f",
    "api-resources": "api-versions, kinds, schema list",
    "apply": "compose up, gateway apply, gateway sync, push, replace, sync, up, update, upsert",
    "apply -f": "create -f",
    "chat": "ask, prompt, run, talk",
    "context": "config, config set, config unset, workspace",
    "context add": (
        "config rename-context, config set-cluster, config set-context, context create, context new, "
        "workspace new"
    ),
    "context list": (
        "contexts, config get-clusters, config get-contexts, config get-users, config list, configure list, "
        "configure list-profiles, context get-contexts, context ls, workspace list"
    ),
    "context remove": "config delete-context, context delete, context rm",
    "context show": (
        "config current-context, config view, context current, context current-context, context info, "
        "context view, env, workspace show"
    ),
    "context use": (
        "config use-context, context select, context set, context switch, context use-context, "
        "workspace select"
    ),
    "convert": "file convert",
    "delete": "compose down, destroy, down, remove, rm, rm -f, rmi, uninstall",
    "delete --set": "sets delete, sets destroy, sets remove, sets rm",
    "deploy": "activate, enable, publish, resume, rollout resume, start, unpause",
    "describe": "inspect, state show, view",
    "diff": "gateway diff, refresh",
    "edit": "annotate, label, patch, set, set env, set image, set resources",
    "export": "dump, gateway dump, import, pull, state pull",
    "files delete": "files remove, files rm",
    "files get": "cp, download, files cat, files download, files show",
    "files list": "files ls",
    "files put": "files add, files create, files upload, upload",
    "get": "list, ls, ps",
    "get providers": "providers",
    "init": "create, manifest, new",
    "init secret": "create secret, create secret generic, secret create, secret set",
    "local reset": "local delete, local destroy, local rm",
    "local serve": "local run, local start, local up, port-forward, proxy, serve",
    "local status": "local list, local ls",
    "login": "auth login, config set-credentials, configure, token",
    "logout": "auth logout",
    "logs": "events, rollout history",
    "plan": "build, preview, template",
    "restart": "rollout, rollout restart",
    "schema": "schemas",
    "schema show": "schema get",
    "sets": "sets describe, sets get, sets show, state, state list",
    "sets release": "release",
    "sets rename": "sets mv",
    "status": "cluster-info, gateway ping, info, ping, top",
    "undeploy": "deactivate, disable, kill, pause, rollout pause, stop, unpublish",
    "validate": "check, file lint, file validate, fmt -check, gateway validate, lint, test",
    "validate --fix": "fmt",
    "wait --for=deployed": "rollout status",
    "whoami": "auth, auth status, auth whoami, me, sts get-caller-identity",
}
COMMANDS = _by_word(_SAME_COMMANDS)

# The reason why there is no such command here -> the commands of other tools.
_MISSING_COMMANDS: Mapping[str, str] = {
    "annotations are in the manifest, in metadata.annotations": "annotate",
    "chatbots run on the platform; `smarter chat` talks to one": "attach, exec",
    "the platform scales chatbots itself": "autoscale, scale",
    "there are no expressions to evaluate; `smarter get -o jsonpath=...` queries resources": "console",
    "there are no nodes": "cordon, drain, uncordon",
    "chatbots run on the platform; `smarter logs` shows their logs": "debug",
    "`smarter deploy` gives a chatbot its own address": "expose",
    "there are no locks and no state file": "force-unlock, unlock",
    "`smarter delete` deletes resources, `smarter local reset` empties the embedded platform": "gateway reset",
    "`smarter apply -f DIR` creates and updates resources": "install, upgrade",
    "tags are in the manifest, in metadata.tags": "label, tag",
    "the embedded platform of `--context local` has no process; Ctrl-C stops `smarter local serve`": (
        "local down, local stop"
    ),
    "there are no outputs; `smarter get -o jsonpath=...` prints any field": "output",
    "`smarter apply --prune --set NAME` deletes what left the manifests": "prune",
    "`smarter local reset` empties the embedded platform, `smarter delete` deletes resources": "reset",
    "kustomize is a part of kubectl; `kubectl kustomize DIR | smarter apply -f -` applies its output": "kustomize",
    "the platform keeps no earlier manifests; apply those of an earlier commit": "rollback, rollout undo",
    "there is no state file; `smarter adopt --set NAME` moves resources between sets": "state mv",
    "there is no state file": "state push, untaint",
    "there is no state file; `smarter sets release` lets a member leave its set": "state rm",
    "there is no state file; `smarter restart` or `smarter delete` and `apply` make a resource anew": "taint",
}
NO_COMMAND = _by_word(_MISSING_COMMANDS)

# A flag -> the flags of other tools that do the same.
_SAME_FLAGS: Mapping[str, str] = {
    "--api-key-file": "--api-key",
    "--base-url": "--host, --server, --url, -s",
    "--ca-cert": "--cacert, --certificate-authority",
    "--context": "--cluster, --profile, --workspace",
    "--directory": "--dir, --out, --output-dir, --output-directory",
    "--dry-run": "--dry_run",
    "--filename": "--file",
    "--output": "--format",
    "--output=json": "--json",
    "--output=wide": "--wide",
    "--output=yaml": "--yaml",
    "--parallelism": "--concurrency",
    "--selector": "--label, --labels",
    "--timeout": "--request-timeout",
    "--vars": "--values, --var-file",
    "--verbose": "--debug",
    "--yes": "--auto-approve, --confirm",
}
FLAGS = _by_word(_SAME_FLAGS)

# The reason why there is no such flag here -> the flags of other tools, with `=` if they take a value.
_MISSING_FLAGS: Mapping[str, str] = {
    "a chatbot has no containers": "--all-containers, --container=",
    "there are no namespaces: a key belongs to one account": (
        "--all-namespaces, --create-namespace, --namespace=, --namespaced, -A, -n="
    ),
    "a kind has one schema; --dialect chooses the platform version": "--api-version=",
    "there is no impersonation; use another key with --api-key-file": "--as=",
    "nothing is rolled back; apply again after a failure": "--atomic",
    "`smarter validate` checks, `smarter validate --fix` writes": "--check",
    "lists come whole": "--chunk-size=, --paginate",
    "`cd DIR` first, or name the folder with -f": "--chdir=",
    "--no-color or NO_COLOR=1 prints none, FORCE_COLOR=1 always": "--color=",
    "warnings take one line each": "--compact-warnings",
    "`smarter delete --dry-run` shows what would be deleted": "--destroy",
    "`smarter diff` exits 1 on a difference": "--detailed-exitcode, --exit-code",
    "the editor is $EDITOR": "--editor=",
    "there is no server-side apply": "--field-manager=, --force-conflicts, --server-side",
    "nothing is forced: apply refuses what changed on the platform meanwhile, deletes take effect at once": "--force",
    "deletes take effect at once": "--grace-period=, --now",
    "--yes answers the questions": "--input=",
    "certificates are always verified; --ca-cert FILE trusts your own CA": "--insecure, --insecure-skip-tls-verify",
    "apply creates what is missing": "--install",
    "chat is interactive on a terminal": "--interactive, --tty, -i, -t",
    "pipe -o json to jq, or use -o jsonpath=...": "--jq=",
    "the configuration is in $SMARTER_HOME/config.yaml": "--kubeconfig=",
    "kustomize is a part of kubectl": "--kustomize=, -k=",
    "use -o custom-columns=NAME:.metadata.name,TAGS:.metadata.tags": "--label-columns=, -L=",
    "lists come whole; pipe them to head": "--limit=",
    "there is no state file and no lock": "--lock=",
    "the prompt is an argument": "--message, --prompt, -m",
    "there is nothing to overwrite: apply updates what differs": "--overwrite",
    "the platform keeps one log a chatbot": "--previous, -p",
    "redirect the output: `> /dev/null`, or choose -o name": "--quiet, -q",
    "`smarter api GET PATH` sends any request": "--raw=",
    "the platform keeps no earlier manifests; Git has them": "--record",
    "`smarter diff` shows drift": "--refresh-only",
    "the live state is always read": "--refresh=",
    "`smarter delete` and `apply` make a resource anew": "--replace=",
    "apply always saves what it needs": "--save-config",
    "the platform has no events": "--show-events=",
    "log lines have no times; --tail N prints the last N": "--since-time=, --since=",
    "there is no state file": "--state=",
    "name resources as KIND/NAME": "--target",
    "log lines have no times": "--timestamps",
    "a key on the command line would be visible to others; use --api-key-file or SMARTER_API_KEY": "--token=",
    "the graph shows references between manifests": "--type=",
    "there are no providers and modules to download": "--upgrade",
    "a key belongs to one user; use --context or --api-key-file": "--user=",
    "apply always validates": "--validate",
    "the VERBS column shows them; -o json for programs": "--verbs=",
    "`smarter wait` waits for a condition": "--wait",
    "the platform's dashboard shows its resources, `smarter local serve` those of the embedded one": "--web",
    "the method has no flag": "-X",
}
_MISSING = _by_word(_MISSING_FLAGS)

# The reason by flag. The line is offered without the flag.
NO_FLAG = {flag.rstrip("="): reason for flag, reason in _MISSING.items()}
NO_FLAG_WITH_VALUE = frozenset(flag[:-1] for flag in _MISSING if flag[-1] == "=")

# A command and a flag of another tool -> the command that does it here, and the reason. The same line without the flag
# would write where the flag was there to prevent it, or do the opposite.
OTHER_COMMANDS: Mapping[Tuple[str, str], Tuple[str, str]] = {
    ("apply", "--check"): ("apply --dry-run", "--dry-run prints the changes"),
    ("apply", "--destroy"): ("delete", "`smarter delete` deletes resources"),
    ("apply", "--refresh-only"): ("diff", "`smarter diff` shows drift"),
    ("delete", "--interactive"): ("delete --dry-run", "--dry-run shows what would be deleted"),
    ("delete", "-i"): ("delete --dry-run", "--dry-run shows what would be deleted"),
    ("plan", "--destroy"): ("delete --dry-run", "`smarter delete --dry-run` shows what would be deleted"),
    ("plan", "--refresh-only"): ("diff", "`smarter diff` shows drift"),
}

# Commands for which a lone NAME means a chatbot.
CHATBOT_VERBS = frozenset(("deploy", "logs", "restart", "undeploy"))

# Commands that need a KIND, whose counterparts in other tools take a lone NAME.
KIND_VERBS = frozenset(("delete", "describe", "edit"))
