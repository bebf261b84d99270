"""Which commands there are, with their line of help: all that help and completion need."""

from __future__ import annotations

from typing import Mapping, NamedTuple, Tuple

__all__ = ["COMMANDS", "MEANT", "Entry"]


class Entry(NamedTuple):
    """A command: its name, the section of the help it stands in, and one line of help.

    The command itself is `command` of the module of that name (`-` as `_`) in the group's package.
    """

    name: str
    section: str
    help: str


_MANIFESTS = "Manifests"
_RESOURCES = "Resources"
_PLATFORM = "Platform"
_SETTINGS = "Settings"

# What other tools, kubectl and the vendor's among them, call a command; of several, the one that there is.
MEANT: Mapping[str, Tuple[str, ...]] = {
    "config": ("context",),
    "configure": ("login",),
    "create": ("apply", "add", "put"),
    "current": ("show",),
    "download": ("get",),
    "import": ("adopt",),
    "list": ("get",),
    "ls": ("list", "get"),
    "manifest": ("init",),
    "patch": ("edit",),
    "prompt": ("chat",),
    "pull": ("export",),
    "push": ("apply",),
    "remove": ("delete",),
    "replace": ("apply",),
    "rm": ("delete", "remove"),
    "set": ("use",),
    "upload": ("put",),
    "upsert": ("apply",),
}

COMMANDS: Tuple[Entry, ...] = (
    Entry("apply", _MANIFESTS, "Make the platform what the manifests say."),
    Entry("diff", _MANIFESTS, "Show what apply would change."),
    Entry("plan", _MANIFESTS, "Show what apply would do, and save it for later."),
    Entry("show", _MANIFESTS, "Print a saved plan."),
    Entry("sets", _MANIFESTS, "List apply sets and their members."),
    Entry("adopt", _MANIFESTS, "Make resources that exist members of a set."),
    Entry("graph", _MANIFESTS, "Draw which resources refer to which."),
    Entry("export", _MANIFESTS, "Write what is on the platform as manifests."),
    Entry("edit", _MANIFESTS, "Change one resource in an editor."),
    Entry("validate", _MANIFESTS, "Check manifests without a platform."),
    Entry("init", _MANIFESTS, "Write a manifest to begin with."),
    Entry("explain", _MANIFESTS, "Say what a kind or a field is."),
    Entry("schema", _MANIFESTS, "Export the schemas, for editors and other tools."),
    Entry("get", _RESOURCES, "List resources, or show some of them."),
    Entry("describe", _RESOURCES, "Show one resource in full."),
    Entry("delete", _RESOURCES, "Delete resources, by manifest or by name."),
    Entry("deploy", _RESOURCES, "Make resources live."),
    Entry("undeploy", _RESOURCES, "Take resources down."),
    Entry("restart", _RESOURCES, "Take resources down and bring them up again."),
    Entry("wait", _RESOURCES, "Wait until a resource is as it should be."),
    Entry("logs", _RESOURCES, "Show the log of a resource."),
    Entry("chat", _RESOURCES, "Talk to a chatbot."),
    Entry("files", _RESOURCES, "Put, get, list and delete files."),
    Entry("api-resources", _PLATFORM, "List the kinds and what can be done with each."),
    Entry("api", _PLATFORM, "Send any request."),
    Entry("whoami", _PLATFORM, "Show whose key this is."),
    Entry("status", _PLATFORM, "Show how the platform is."),
    Entry("version", _PLATFORM, "Show the versions of client and platform."),
    Entry("local", _PLATFORM, "The embedded platform: serve it over HTTP."),
    Entry("context", _SETTINGS, "Choose, add and remove platforms."),
    Entry("login", _SETTINGS, "Check a key and keep it."),
    Entry("completion", _SETTINGS, "Print a shell's completion script."),
)
