"""Table of commands, each with a line of help, for help and completion."""

from __future__ import annotations

from typing import Mapping, NamedTuple, Optional, Tuple


class Entry(NamedTuple):
    """A command: name, section of the help, one line of help.

    The command itself is `command` of the module of that name (`-` as `_`) in the group's package.
    """

    name: str
    section: str
    help: str


_MANIFESTS = "Manifests"
_RESOURCES = "Resources"
_PLATFORM = "Platform"
_SETTINGS = "Settings"

COMMANDS: Tuple[Entry, ...] = (
    Entry("apply", _MANIFESTS, "Create and update resources from manifests."),
    Entry("diff", _MANIFESTS, "Show what apply would change."),
    Entry("promote", _MANIFESTS, "Make a platform like another one."),
    Entry("plan", _MANIFESTS, "Show what apply would do, and save it."),
    Entry("show", _MANIFESTS, "Print a saved plan."),
    Entry("sets", _MANIFESTS, "List, rename and release apply sets."),
    Entry("adopt", _MANIFESTS, "Add existing resources to an apply set."),
    Entry("graph", _MANIFESTS, "Draw the references between manifests."),
    Entry("export", _MANIFESTS, "Write live resources as manifests."),
    Entry("edit", _MANIFESTS, "Edit one resource in an editor."),
    Entry("validate", _MANIFESTS, "Check manifests without a platform."),
    Entry("convert", _MANIFESTS, "Rewrite manifests to the form of a platform version."),
    Entry("init", _MANIFESTS, "Write a new manifest."),
    Entry("explain", _MANIFESTS, "Describe a kind or a field."),
    Entry("schema", _MANIFESTS, "Show, export and fetch schemas."),
    Entry("get", _RESOURCES, "List resources."),
    Entry("describe", _RESOURCES, "Show one resource in full."),
    Entry("delete", _RESOURCES, "Delete resources by manifest or name, or a whole set."),
    Entry("deploy", _RESOURCES, "Make resources live."),
    Entry("undeploy", _RESOURCES, "Take resources down."),
    Entry("restart", _RESOURCES, "Take resources down and make them live again."),
    Entry("wait", _RESOURCES, "Wait for a condition on resources."),
    Entry("logs", _RESOURCES, "Show the log of a resource."),
    Entry("chat", _RESOURCES, "Send prompts to a chatbot."),
    Entry("search", _RESOURCES, "Search the documents of a vectorstore."),
    Entry("guardrail", _RESOURCES, "Try guardrails on texts."),
    Entry("mcp", _RESOURCES, "List the tools of MCP clients."),
    Entry("history", _RESOURCES, "List chat sessions and tool calls."),
    Entry("files", _RESOURCES, "Upload, download, list and delete files."),
    Entry("api-resources", _PLATFORM, "List the kinds and their verbs."),
    Entry("api", _PLATFORM, "Send any request."),
    Entry("whoami", _PLATFORM, "Show the user of the key."),
    Entry("status", _PLATFORM, "Show the platform's own status."),
    Entry("version", _PLATFORM, "Show the versions of client and platform."),
    Entry("local", _PLATFORM, "Serve, reset and inspect the embedded platform."),
    Entry("context", _SETTINGS, "Manage contexts (platforms by name)."),
    Entry("login", _SETTINGS, "Check an API key and store it."),
    Entry("logout", _SETTINGS, "Delete a stored API key."),
    Entry("completion", _SETTINGS, "Print a shell's completion script."),
)


class Group(NamedTuple):
    """Group of commands, each a module of the package of its name.

    `default` is the command that runs where none of them is typed.
    """

    help: str
    entries: Tuple[Entry, ...]
    default: Optional[str] = None


def _group(help: str, default: Optional[str] = None, **commands: str) -> Group:
    return Group(help, tuple(Entry(name, "Commands", text) for name, text in commands.items()), default)


GROUPS: Mapping[str, Group] = {
    "context": _group(
        "Manage contexts: platforms by name, each with its address and key, in ~/.smarter/config.yaml.",
        list="List the contexts.",
        show="Show the current context and where it comes from.",
        use="Set the default context.",
        add="Add or change a context.",
        remove="Remove a context and its key.",
    ),
    "files": _group(
        "Manage files on the platform, by id or name. To manage them with manifests, see the kind File.",
        put="Upload files.",
        get="Download a file.",
        list="List the files.",
        delete="Delete files.",
    ),
    "guardrail": _group(
        "Try guardrails on texts.",
        evaluate="Evaluate a text with a guardrail.",
    ),
    "local": _group(
        "The embedded platform of `--context local`, which runs in this process or over HTTP.",
        serve="Serve the embedded platform over HTTP.",
        status="Show its database and how many resources it has.",
        reset="Delete its database.",
    ),
    "mcp": _group(
        "Look at the MCP servers that chatbots call.",
        tools="List the tools of an MCP client.",
    ),
    "sets": _group(
        "List, rename and release apply sets. `smarter sets NAME` lists the members of one.",
        default="list",
        list="List apply sets and their members. The default.",
        rename="Give a set another name.",
        release="Let members leave their set without deleting them.",
    ),
    "schema": _group(
        "Show, export and fetch the JSON Schemas of the kinds.",
        export="Write the schemas and a catalog to a folder.",
        pull="Fetch the schemas of kinds that are not built in.",
        show="Print the schema of a kind.",
    ),
}

# Variables that the command reads, for the help.
ENVIRONMENT: Tuple[Tuple[str, str], ...] = (
    ("SMARTER_API_KEY", "API key."),
    ("SMARTER_CONTEXT", "Context to use, as --context."),
    ("SMARTER_BASE_URL", "Address of the platform's API, as --base-url."),
    ("SMARTER_ENVIRONMENT_NAME", "Environment of .smarter.yaml, as --environment."),
    ("SMARTER_HOME", "Folder of configuration, cache and local platform (~/.smarter)."),
    ("SMARTER_CONFIG_FILE", "Configuration file, instead of config.yaml in that folder."),
    ("SMARTER_SCHEMAS", "Folders with schemas of further kinds."),
    ("SMARTER_TIMEOUT", "Timeout of a request, in seconds."),
    ("SMARTER_MAX_RETRIES", "Maximum number of retries of a request."),
    ("SMARTER_LOG", "Log requests to stderr: info or debug."),
    ("SMARTER_PAGER, PAGER", "Pager of long texts on a terminal; `cat` for none."),
    ("NO_COLOR, FORCE_COLOR", "Never or always print colours."),
)
