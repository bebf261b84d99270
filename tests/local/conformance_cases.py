"""Required responses of the embedded platform, as request sequences by hand."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence


class Step(NamedTuple):
    """A request and its required status, errorClass and values at dotted paths.

    `wait` seconds pass before it. The path is relative to `/api/v1/cli/`.
    """

    path: str
    status: int = 200
    error: Optional[str] = None
    body: Any = None
    data: Mapping[str, Any] = {}
    wait: float = 0.0
    method: str = "POST"


class Case(NamedTuple):
    """Steps in order on a new platform of a dialect."""

    name: str
    steps: Sequence[Step]
    dialect: str = "P14"


def manifest(kind: str, name: str, spec: Any, **metadata: Any) -> Dict[str, Any]:
    about = {"name": name, "description": "a thing", "version": "1.0.0", **metadata}
    return {"apiVersion": "smarter.sh/v1", "kind": kind, "metadata": about, "spec": spec}


def secret(name: str = "key", value: str = "correct-horse", **metadata: Any) -> Dict[str, Any]:
    return manifest("Secret", name, {"config": {"value": value}}, **metadata)


BAD_REQUEST = "APIV1CLIViewBadRequestError"


def guardrail(name: str = "polite", **config: Any) -> Dict[str, Any]:
    settings = {"stage": "input", "strategy": "keyword", "action": "block", "keywords": ["a_b"]}
    return manifest("Guardrail", name, {"config": {**settings, **config}})


def plugin(name: str = "faq", data: Any = None, **changes: Any) -> Dict[str, Any]:
    spec = {
        "selector": {"directive": "search_terms", "searchTerms": ["price_list"]},
        "prompt": {"systemRole": "Be brief."},
        "data": {"staticData": {"a": 1} if data is None else data},
    }
    return manifest("Plugin", name, {**spec, **changes}, pluginClass="static", tags=["shop"])


def api_connection(name: str = "shop", **connection: Any) -> Dict[str, Any]:
    return manifest(
        "ApiConnection", name, {"connection": {"baseUrl": "https://shop.example.com", **connection}}
    )


def sql_connection(name: str = "db", **connection: Any) -> Dict[str, Any]:
    settings = {"dbEngine": "django.db.backends.sqlite3", "hostname": "localhost", "database": "shop.db"}
    return manifest("SqlConnection", name, {"connection": {**settings, **connection}}, tags=["one"])


def api_plugin(name: str = "orders", connection: str = "shop", **api: Any) -> Dict[str, Any]:
    spec = {
        "selector": {"directive": "always"},
        "prompt": {"systemRole": "Be brief."},
        "connection": connection,
        "apiData": {"endpoint": "orders", "method": "post", **api},
    }
    return manifest("ApiPlugin", name, spec, pluginClass="api")


def sql_plugin(name: str = "stock", connection: str = "db", **sql: Any) -> Dict[str, Any]:
    spec = {
        "selector": {"directive": "llm"},
        "prompt": {"systemRole": "Be brief."},
        "connection": connection,
        "sqlData": {"sqlQuery": "SELECT 1", **sql},
    }
    return manifest("SqlPlugin", name, spec, pluginClass="sql")


def chatbot(name: str = "bot", kind: str = "LLMClient", spec: Any = None, **config: Any) -> Dict[str, Any]:
    return manifest(kind, name, {"config": config, **(spec or {})}, tags=["one"])


def user(name: str = "ada") -> Dict[str, Any]:
    config = {"email": f"{name}@example.com", "isActive": True}
    return manifest("User", name, {"config": config}, username=name)


def account(name: str = "acme") -> Dict[str, Any]:
    return manifest("Account", name, {"config": {"companyName": "Acme"}})


def token(username: str = "admin") -> Dict[str, Any]:
    return manifest("SmarterAuthToken", "token", {"config": {"username": username}})


def provider() -> Dict[str, Any]:
    return manifest("Provider", "frob", {"provider": {"name": "frob"}})


def vectorstore() -> Dict[str, Any]:
    empty: Dict[str, Any] = {}
    spec = {
        "connection": None,
        "backend": "x",
        "vectorstore": empty,
        "embeddings": empty,
        "indexModel": empty,
    }
    return manifest("Vectorstore", "store", spec)


NO_BROKER = "APIV1CLIViewError"
STRANGER = "ValueError"
NOT_READY = "SAMBrokerErrorNotReady"
NOT_FOUND = "SAMBrokerErrorNotFound"
NOT_IMPLEMENTED = "SAMBrokerErrorNotImplemented"


def apply(body: Any, status: int = 200, error: Optional[str] = None, **more: Any) -> Step:
    return Step("apply/", status, error, body, **more)


def refused(body: Any) -> Step:
    return Step("apply/", 500, NO_BROKER, body)


def shows(kind: str, name: str, /, wait: float = 0.0, **data: Any) -> Step:
    return Step(
        f"describe/{kind}/?name={name}",
        data={path.replace("__", "."): value for path, value in data.items()},
        wait=wait,
    )


def without(body: Dict[str, Any], *path: str) -> Dict[str, Any]:
    """Copy a manifest without the value at a path."""
    first, *rest = path
    if not rest:
        return {key: value for key, value in body.items() if key != first}
    return {**body, first: without(body[first], *rest)}


def having(body: Dict[str, Any], value: Any, *path: str) -> Dict[str, Any]:
    """Copy a manifest with another value at a path."""
    first, *rest = path
    return {**body, first: having(body[first], value, *rest) if rest else value}


CONFIG = "spec__config__"
CONNECTION = "spec__connection__"

CASES: List[Case] = [
    Case(
        "a secret is masked on describe, and its deletion is remembered for a minute",
        [
            Step("describe/Secret/?name=key", 500, NO_BROKER),
            apply(secret()),
            shows("Secret", "key", **{CONFIG + "value": "********orse", CONFIG + "expiration_date": None}),
            Step("delete/Secret/?name=key"),
            Step("describe/Secret/?name=key", 404, NOT_FOUND),
            Step("delete/Secret/?name=key", 503, NOT_READY),
            Step("describe/Secret/?name=key", 500, NO_BROKER, wait=61),
            Step("delete/Secret/?name=key", 500, STRANGER),
        ],
    ),
    Case(
        "a short secret comes back in clear",
        [apply(secret(value="abc")), shows("Secret", "key", **{CONFIG + "value": "abc"})],
    ),
    Case(
        "names are folded, and looked up as they are given but for letter case",
        [
            apply(secret("My-First Sécret")),
            shows("Secret", "my_first_secret", metadata__name="my_first_secret"),
            shows("Secret", "MY_FIRST_SECRET", metadata__name="my_first_secret"),
            Step("describe/Secret/?name=my-first-secret", 500, NO_BROKER),
        ],
    ),
    Case(
        "an apply replaces the whole spec",
        [
            apply(sql_connection(poolSize=9, timeout=3)),
            shows("SqlConnection", "db", **{CONNECTION + "poolSize": 9, CONNECTION + "timeout": 3}),
            apply(sql_connection(timeout=4)),
            shows("SqlConnection", "db", **{CONNECTION + "poolSize": 5, CONNECTION + "timeout": 4}),
        ],
    ),
    Case(
        "an empty text and the word None are null; numbers and booleans are read from text; dates become UTC",
        [
            apply(sql_connection(username="", proxyHost="None", poolSize="7", useSsl="yes")),
            shows(
                "SqlConnection",
                "db",
                **{
                    CONNECTION + "username": None,
                    CONNECTION + "proxyHost": None,
                    CONNECTION + "poolSize": 7,
                    CONNECTION + "useSsl": True,
                },
            ),
            apply(
                manifest(
                    "Secret",
                    "key",
                    {"config": {"value": "x", "expiration_date": "2030-01-01T02:00:00+02:00"}},
                )
            ),
            shows("Secret", "key", **{CONFIG + "expiration_date": "2030-01-01T00:00:00Z"}),
        ],
    ),
    Case(
        "a connection shows the secret it names in clear, and refuses a name that is none",
        [
            apply(api_connection(apiKey="key"), 500, STRANGER),
            apply(sql_connection(password="key"), 400, "SmarterValueError"),
            apply(secret()),
            apply(api_connection(apiKey="key", authMethod="token")),
            shows("ApiConnection", "shop", **{CONNECTION + "apiKey": "correct-horse"}),
            apply(sql_connection(password="key")),
            shows("SqlConnection", "db", **{CONNECTION + "password": "correct-horse"}),
        ],
    ),
    Case(
        "deleting a secret deletes what hangs on it",
        [
            apply(secret()),
            apply(api_connection(apiKey="key")),
            apply(api_plugin()),
            Step("delete/Secret/?name=key"),
            Step("describe/ApiConnection/?name=shop", 503, NOT_READY),
            Step("describe/ApiPlugin/?name=orders", 500, NO_BROKER),
        ],
    ),
    Case(
        "a plugin loses its tags, shows its search terms in camelCase, and keeps its data exactly",
        [
            apply(plugin(data={"price_list": ["one_two", {"c_d": "e_f"}], "n": 1.5})),
            shows(
                "Plugin",
                "faq",
                metadata__tags=[],
                spec__selector={"directive": "search_terms", "searchTerms": ["priceList"]},
                spec__prompt={
                    "provider": "openai",
                    "systemRole": "Be brief.",
                    "model": "gpt-4o-mini",
                    "temperature": 0.5,
                    "maxTokens": 2048,
                },
                spec__data={"staticData": {"price_list": ["one_two", {"c_d": "e_f"}], "n": 1.5}},
            ),
        ],
    ),
    Case(
        "a plugin's selector and prompt are shown a minute late, its description at once",
        [
            apply(plugin()),
            apply(
                {
                    **plugin(
                        selector={"directive": "always"}, prompt={"systemRole": "Be long."}, data={"b": 2}
                    ),
                    "metadata": {**plugin()["metadata"], "description": "changed"},
                }
            ),
            shows(
                "Plugin",
                "faq",
                metadata__description="changed",
                spec__selector__directive="search_terms",
                spec__prompt__systemRole="Be brief.",
                spec__data__staticData={"b": 2},
            ),
            shows("Plugin", "faq", wait=59, spec__prompt__systemRole="Be brief."),
            shows(
                "Plugin",
                "faq",
                wait=2,
                spec__selector={"directive": "always", "searchTerms": None},
                spec__prompt__systemRole="Be long.",
            ),
        ],
    ),
    Case(
        "what is shown late is what was there when the cache was filled, through several updates",
        [
            apply(plugin()),
            apply(plugin(prompt={"systemRole": "two"})),
            apply(plugin(prompt={"systemRole": "three"}), wait=30),
            shows("Plugin", "faq", spec__prompt__systemRole="Be brief."),
            shows("Plugin", "faq", wait=31, spec__prompt__systemRole="three"),
        ],
    ),
    Case(
        "the tags of secrets and connections are shown late, their specs at once",
        [
            apply(sql_connection()),
            apply(
                {**sql_connection(timeout=9), "metadata": {**sql_connection()["metadata"], "tags": ["two"]}}
            ),
            shows("SqlConnection", "db", metadata__tags=["one"], **{CONNECTION + "timeout": 9}),
            shows("SqlConnection", "db", wait=61, metadata__tags=["two"]),
        ],
    ),
    Case(
        "an update of an ApiPlugin is taken and changes neither prompt nor apiData; deleting first does",
        [
            apply(api_connection()),
            apply(api_plugin(limit=10)),
            shows("ApiPlugin", "orders", spec__apiData__method="GET", spec__apiData__endpoint="/orders/"),
            apply(api_plugin(limit=20)),
            shows("ApiPlugin", "orders", wait=61, spec__apiData__limit=10),
            Step("delete/ApiPlugin/?name=orders"),
            apply(api_plugin(limit=20)),
            shows("ApiPlugin", "orders", spec__apiData__limit=20, spec__apiData__method="GET"),
        ],
    ),
    Case(
        "an update of a SqlPlugin is taken and changes neither prompt nor sqlData",
        [
            apply(sql_connection()),
            apply(sql_plugin(limit=10)),
            apply(sql_plugin(limit=20)),
            shows("SqlPlugin", "stock", wait=61, spec__sqlData__limit=10),
        ],
    ),
    Case(
        "the values of parameters, tests, URL parameters and headers become text",
        [
            apply(api_connection()),
            apply(
                api_plugin(
                    urlParams=[{"key": "a", "value": 500.0}],
                    headers=[{"name": "X", "value": True}],
                    parameters=[{"name": "p", "type": "number", "default": 3}],
                    testValues=[{"name": "p", "value": False}],
                )
            ),
            shows(
                "ApiPlugin",
                "orders",
                spec__apiData__urlParams=[{"key": "a", "value": "500.0"}],
                spec__apiData__headers=[{"name": "X", "value": "True"}],
                spec__apiData__testValues=[{"name": "p", "value": "False"}],
                spec__apiData__parameters=[
                    {
                        "name": "p",
                        "type": "number",
                        "description": None,
                        "required": False,
                        "enum": None,
                        "default": "3",
                    }
                ],
            ),
        ],
    ),
    Case(
        "a plugin on a connection that is not there is refused",
        [
            apply(api_plugin(), 500, "UnboundLocalError"),
            apply(sql_plugin(), 500, "UnboundLocalError"),
        ],
    ),
    Case(
        "annotation keys come back rewritten, kind by kind",
        [
            apply(secret(annotations=[{"a-b/C_d.e": 1}])),
            shows("Secret", "key", metadata__annotations=[{"a-b/C_d.e": 1}]),
            apply(having(sql_connection(), [{"a-b/C_d.e": ["x-y", 2]}], "metadata", "annotations")),
            shows("SqlConnection", "db", metadata__annotations=[{"a_b/c_d.e": ["x_y", 2]}]),
            apply(having(plugin(), [{"a-b/C_d.e": "x_y"}], "metadata", "annotations")),
            shows("Plugin", "faq", metadata__annotations=[{"a-b/CD.E": "x_y"}]),
            apply(having(chatbot(), [{"a-b/C_d.e": "x_y"}], "metadata", "annotations")),
            shows("LLMClient", "bot", metadata__annotations=[{"aB/CD.E": "x_y"}]),
            apply(having(chatbot(), [{"smarter.sh/a1.b": True}], "metadata", "annotations")),
            shows("LLMClient", "bot", metadata__annotations=[{"smarter.sh/a1.b": True}]),
        ],
    ),
    Case(
        "a chatbot's lists come back in camelCase, its tags stay what they were, its delete answers 500 and deletes",
        [
            apply(plugin("price_list")),
            apply(
                chatbot(
                    spec={"plugins": ["price_list"], "functions": ["date_calculator"]},
                    appExamplePrompts=["What is x_y?"],
                )
            ),
            shows(
                "LLMClient",
                "bot",
                spec__plugins=["priceList"],
                spec__functions=["dateCalculator"],
                spec__config__appExamplePrompts=["whatIsXY?"],
                spec__config__appFileAttachment=False,
                metadata__tags=["one"],
                status__deployed=False,
            ),
            apply(
                {**chatbot(spec={"functions": []}), "metadata": {**chatbot()["metadata"], "tags": ["two"]}}
            ),
            shows("LLMClient", "bot", wait=61, metadata__tags=["one"], spec__plugins=[], spec__functions=[]),
            Step("delete/LLMClient/?name=bot", 500, "SAMLLMClientBrokerError"),
            Step("describe/LLMClient/?name=bot", 503, NOT_READY),
            Step("delete/LLMClient/?name=bot", 500, STRANGER),
        ],
    ),
    Case(
        "a chatbot's references are checked: plugins, functions, key; the provider is not",
        [
            apply(chatbot(spec={"plugins": ["nobody"]}), 404, NOT_FOUND),
            apply(chatbot(spec={"functions": ["nothing"]}), 404, NOT_FOUND),
            apply(chatbot(spec={"apiKey": "nobody"}), 404, NOT_FOUND),
            apply(chatbot(provider="nobody")),
            shows("LLMClient", "bot", spec__config__provider="nobody"),
        ],
    ),
    Case(
        "functions that are attached cannot be left unmentioned",
        [
            apply(chatbot(spec={"functions": ["calculator"]})),
            apply(chatbot(), 500, "SAMLLMClientBrokerError"),
            apply(chatbot(spec={"functions": []})),
            apply(chatbot()),
        ],
    ),
    Case(
        "a chatbot with a subdomain or a domain of its own is refused",
        [
            apply(chatbot(subdomain="x"), 500, "SAMLLMClientBrokerError"),
            apply(
                chatbot(customDomain={"aws_hosted_zone_id": "x", "domain_name": "y"}),
                500,
                "SAMLLMClientBrokerError",
            ),
        ],
    ),
    Case(
        "deploying lasts until an apply that does not mention it",
        [
            apply(chatbot()),
            Step("deploy/LLMClient/?name=bot"),
            shows("LLMClient", "bot", spec__config__deployed=True, status__deployed=True),
            apply(chatbot()),
            shows("LLMClient", "bot", spec__config__deployed=False),
            apply(chatbot(deployed=True)),
            Step("undeploy/LLMClient/?name=bot"),
            shows("LLMClient", "bot", spec__config__deployed=False),
            Step("logs/LLMClient/?name=bot"),
        ],
    ),
    Case(
        "deleting a plugin detaches it from the chatbots that use it",
        [
            apply(plugin("one")),
            apply(plugin("two")),
            apply(chatbot(spec={"plugins": ["one", "two"]})),
            Step("delete/Plugin/?name=one"),
            shows("LLMClient", "bot", spec__plugins=["two"]),
        ],
    ),
    Case(
        "references are folded otherwise than names",
        [
            apply(secret("PriceKey")),
            shows("Secret", "pricekey", metadata__name="pricekey"),
            apply(api_connection(apiKey="PriceKey"), 500, STRANGER),
            apply(secret("price_key")),
            apply(api_connection(apiKey="PriceKey")),
        ],
    ),
    Case(
        "a user is made once, described as its reader, and deleted only by both its names",
        [
            apply(user()),
            apply(user(), 500, "SAMUserBrokerError"),
            shows("User", "ada", metadata__username="admin", metadata__description="no description"),
            Step("deploy/User/?name=ada"),
            Step("logs/User/?name=ada"),
            Step("undeploy/User/?name=ada"),
            shows("User", "ada", spec__config__isActive=False),
            Step("delete/User/?name=ada", 404, NOT_FOUND),
            shows("User", "ada"),
            Step("delete/User/?name=ada&username=ada"),
            Step("describe/User/?name=ada", 500, NO_BROKER),
        ],
    ),
    Case(
        "each apply of an account makes another one",
        [
            apply(account()),
            apply(account()),
            shows("Account", "acme", metadata__description="Acme", spec__config__country="US"),
            Step("delete/Account/?name=acme", 501, NOT_IMPLEMENTED),
            Step("deploy/Account/?name=acme", 501, NOT_IMPLEMENTED),
            Step("undeploy/Account/?name=acme", 501, NOT_IMPLEMENTED),
            Step("logs/Account/?name=acme"),
            Step("get/Account/?name=acme", data={"metadata.count": 2}),
        ],
    ),
    Case(
        "a token is taken for a user that there is, and never found again",
        [
            apply(token("nobody"), 400, "SAMBrokerError"),
            apply(token()),
            Step("describe/SmarterAuthToken/?name=token", 500, NO_BROKER),
            Step("get/SmarterAuthToken/?name=token", 500, STRANGER),
            Step("delete/SmarterAuthToken/?name=token", 500, STRANGER),
            Step("deploy/SmarterAuthToken/?name=token", 500, STRANGER),
            Step("undeploy/SmarterAuthToken/?name=token", 503, NOT_READY),
            Step("logs/SmarterAuthToken/?name=token", 500, STRANGER),
            Step(
                "get/SmarterAuthToken/",
                body=token(),
                data={"metadata.count": 1, "data.items.0.name": "token"},
            ),
            apply(chatbot(spec={"apiKey": "token"})),
        ],
    ),
    Case(
        "providers, vector stores and prompts cannot be applied",
        [
            apply(provider(), 500, "SAMProviderBrokerError"),
            Step("undeploy/Provider/?name=frob", 501, NOT_IMPLEMENTED),
            apply(vectorstore(), 500, "SAMVectorstoreBrokerError"),
            Step("undeploy/Vectorstore/?name=x", 404, NOT_FOUND),
            Step("get/Vectorstore/", body=vectorstore(), data={"metadata.count": 0}),
            apply(manifest("Prompt", "x", {"config": {}}), 405, "SAMBrokerReadOnlyError"),
            Step("undeploy/Prompt/?name=x", 501, NOT_IMPLEMENTED),
        ],
    ),
    Case(
        "what is not deployed says so once it is there",
        [
            Step(f"{verb}/{kind}/?name={name}", 501, NOT_IMPLEMENTED) if body is None else apply(body)
            for kind, name, body, verb in [
                ("Secret", "key", secret(), ""),
                ("Plugin", "faq", plugin(), ""),
                ("SqlConnection", "db", sql_connection(), ""),
                *(
                    (kind, name, None, verb)
                    for kind, name in (("Secret", "key"), ("Plugin", "faq"), ("SqlConnection", "db"))
                    for verb in ("deploy", "undeploy", "logs")
                ),
            ]
        ],
    ),
    Case(
        "get lists four kinds by a manifest, and none by nothing",
        [
            apply(secret()),
            apply(api_connection("one")),
            apply(api_connection("two", timeout=3)),
            apply(sql_connection()),
            apply(plugin()),
            apply(chatbot("zoe")),
            apply(chatbot("abe")),
            *(
                Step(f"get/{kind}/", 500, STRANGER)
                for kind in (
                    "Secret",
                    "ApiConnection",
                    "SqlConnection",
                    "Plugin",
                    "LLMClient",
                    "User",
                    "Account",
                )
            ),
            Step(
                "get/ApiConnection/",
                body=api_connection("other"),
                data={
                    "metadata.count": 2,
                    "name": None,
                    "data.items.1.timeout": 3,
                    "data.items.0.name": "one",
                },
            ),
            Step("get/ApiConnection/?name=one", data={"metadata.count": 2}),
            Step("get/SqlConnection/?name=db", data={"metadata.count": 1, "name": "db"}),
            Step("get/SqlConnection/", body=sql_connection("other"), data={"metadata.count": 0}),
            Step(
                "get/LLMClient/",
                body=chatbot(),
                data={"metadata.count": 2, "data.items.0.name": "abe", "data.items.1.deployed": False},
            ),
            Step(
                "get/User/?name=admin", data={"data.items.0.username": "admin", "kwargs": {"name": "admin"}}
            ),
            Step("get/Secret/?name=key", 500, "SAMSecretBrokerError"),
            Step(
                "get/Secret/",
                body=secret("other", "another-secret"),
                data={"metadata.count": 1, "data.items.0.spec.config.value": "********cret"},
            ),
            Step("get/Plugin/?name=faq", 500, "SAMPluginBrokerError"),
            Step("get/SqlPlugin/", 500, "SAMPluginBrokerError", body=sql_plugin()),
            Step("get/Account/", 503, NOT_READY, body=account()),
            Step("get/Secret/?name=nobody", 500, STRANGER),
        ],
    ),
    Case(
        "kinds in paths: any case, one trailing s, underscores; a hyphen and a stranger are refused",
        [
            apply(sql_connection()),
            *(
                Step(f"describe/{word}/?name=db")
                for word in (
                    "SqlConnection",
                    "sqlconnection",
                    "SQLCONNECTIONS",
                    "sql_connection",
                    "Sql_Connections",
                )
            ),
            *(
                Step(f"describe/{word}/?name=db", 500, NO_BROKER)
                for word in ("sql-connection", "Sqlconnectionss", "Nothing", "Proxy", "Chatbot", "Guardrail")
            ),
        ],
    ),
    Case(
        "manifests that the platform cannot read are refused without a reason, and nothing is kept",
        [
            refused(without(secret(), "kind")),
            refused(having(secret(), None, "kind")),
            refused(having(secret(), "secret", "kind")),
            refused(having(secret(), "Secrets", "kind")),
            refused(having(secret(), "Chatbot", "kind")),
            refused(without(secret(), "apiVersion")),
            refused(having(secret(), "smarter.sh/v2", "apiVersion")),
            refused(without(secret(), "metadata")),
            refused(having(secret(), [], "metadata")),
            refused(without(secret(), "spec")),
            refused(having(secret(), {}, "spec")),
            refused(having(secret(), [], "spec")),
            refused(having(secret(), None, "spec")),
            refused(without(secret(), "metadata", "name")),
            refused(without(secret(), "metadata", "description")),
            refused(without(secret(), "metadata", "version")),
            refused(having(secret(), "one", "metadata", "version")),
            refused(having(secret(), "", "metadata", "name")),
            refused(having(secret(), 5, "metadata", "name")),
            refused(having(secret(), "n" * 51, "metadata", "name")),
            refused(having(secret(), "a", "metadata", "tags")),
            refused(having(secret(), [1], "metadata", "tags")),
            refused(having(secret(), {"a": "b"}, "metadata", "annotations")),
            refused(having(secret(), [{"a b": "c"}], "metadata", "annotations")),
            refused(having(secret(), [{"a": "b", "c": "d"}], "metadata", "annotations")),
            refused(having(secret(), [{"a": "b" * 2049}], "metadata", "annotations")),
            refused(having(secret(), None, "spec", "config", "value")),
            refused(having(secret(), 5, "spec", "config", "value")),
            refused(having(secret(), "soon", "spec", "config", "expiration_date")),
            refused(having(api_connection(), "ftp://x", "spec", "connection", "baseUrl")),
            refused(having(api_connection(), 0, "spec", "connection", "timeout")),
            refused(having(api_connection(), "magic", "spec", "connection", "authMethod")),
            refused(having(sql_connection(), "sqlite", "spec", "connection", "dbEngine")),
            refused(having(sql_connection(), "many", "spec", "connection", "poolSize")),
            refused(without(plugin(), "spec", "selector")),
            refused(without(plugin(), "spec", "data")),
            refused(without(plugin(), "metadata", "pluginClass")),
            refused(having(plugin(), "other", "metadata", "pluginClass")),
            refused(having(plugin(), {"directive": "search_terms"}, "spec", "selector")),
            refused(having(plugin(), {"directive": "always", "searchTerms": ["a"]}, "spec", "selector")),
            refused(having(plugin(), {"directive": "never"}, "spec", "selector")),
            refused(having(plugin(), 1.1, "spec", "prompt", "temperature")),
            refused(having(plugin(), "hot", "spec", "prompt", "temperature")),
            refused(having(plugin(), 0, "spec", "prompt", "maxTokens")),
            refused(having(plugin(), "other", "spec", "prompt", "provider")),
            refused(having(plugin(), "x" * 8193, "spec", "prompt", "systemRole")),
            refused(having(chatbot(), 2, "spec", "config", "defaultTemperature")),
            refused(having(chatbot(), "bot", "spec", "plugins")),
            refused(having(api_connection(), {"created": "x"}, "status")),
            Step("describe/Secret/?name=key", 500, NO_BROKER),
        ],
    ),
    Case(
        "unknown fields are dropped without a word",
        [
            apply({**secret(), "unknown": 1}),
            apply(having(having(secret(), 1, "spec", "unknown"), 2, "metadata", "unknown")),
            shows("Secret", "key", spec={"config": {"value": "********orse", "expiration_date": None}}),
        ],
    ),
    Case(
        "bodies that are no manifest",
        [
            *(
                Step("apply/", 500, "APIV1CLIViewManifestNotFoundError", body)
                for body in ({}, [], "hello", 5, [1], b"")
            ),
            *(
                Step("apply/", 400, None, body)
                for body in (b"{", b'{"a": 1,}', b"kind: Secret", b'{"kind": "\xff"}')
            ),
        ],
    ),
    Case(
        "a name is needed, and a body is no name",
        [
            apply(secret()),
            Step("describe/Secret/", 500, NO_BROKER),
            Step("describe/Secret/?name=%20", 500, NO_BROKER),
            Step("describe/Secret/", 500, NO_BROKER, body={"name": "key"}),
            Step("delete/Secret/", 503, NOT_READY, body=secret()),
            shows("Secret", "key"),
        ],
    ),
    Case(
        "methods",
        [
            apply(secret()),
            Step("describe/Secret/?name=key", method="GET"),
            Step("describe/Secret/?name=key", method="HEAD"),
            Step("describe/Secret/?name=key", method="OPTIONS"),
            Step("json-schema/Secret/", method="GET", data={"type": "object"}),
            Step("example-manifest/Secret/", data={"kind": "Secret"}),
            *(
                Step(path, 405, method=method)
                for path, method in [
                    ("apply/", "GET"),
                    ("apply/", "PUT"),
                    ("get/User/?name=admin", "GET"),
                    ("delete/Secret/?name=key", "DELETE"),
                    ("logs/User/?name=admin", "GET"),
                    ("whoami/", "GET"),
                    ("example-manifest/Secret/", "GET"),
                ]
            ),
        ],
    ),
    Case(
        "paths: a missing slash is added, what is not there is not found",
        [
            Step("whoami", 301),
            Step("json-schema/Secret", 301, method="GET"),
            Step("apply", 301, body=secret()),
            *(
                Step(path, 404)
                for path in (
                    "nothing/",
                    "/whoami/",
                    "describe/Secret/key/",
                    "describe/",
                    "validate/",
                    "resources/",
                )
            ),
        ],
    ),
    Case(
        "Chatbot is what the oldest dialect calls it, and its paths are spelt otherwise",
        [
            apply(chatbot(kind="Chatbot")),
            refused(chatbot()),
            shows("Chatbot", "bot", kind="Chatbot", spec__plugins=[]),
            shows("chatbots", "bot"),
            Step("describe/LLMClient/?name=bot", 500, NO_BROKER),
            Step("schema/Chatbot/", data={"type": "object"}),
            Step("example_manifest/Chatbot/", data={"kind": "Chatbot"}),
            Step("schema/AuthToken/", data={"type": "object"}),
            Step("schema/SmarterAuthToken/", 500, NO_BROKER),
            Step("json-schema/Chatbot/", 404),
            Step("example-manifest/Chatbot/", 404),
            Step("delete/Chatbot/?name=bot", 500, "SAMLLMClientBrokerError"),
        ],
        dialect="P10",
    ),
    Case(
        "a placeholder that is no parameter, and a parameter without a test value, are refused",
        [
            apply(sql_connection()),
            apply(sql_plugin(sqlQuery="select {a}"), 500, "SAMPluginBrokerError"),
            apply(
                sql_plugin(
                    sqlQuery="select {a}",
                    parameters=[{"name": "a", "type": "string"}],
                    testValues=[{"name": "b", "value": "x"}],
                ),
                500,
                "SAMPluginBrokerError",
            ),
            apply(sql_plugin(sqlQuery="select {a}", parameters=[{"name": "a", "type": "string"}])),
        ],
    ),
    Case(
        "the newest dialect validates, lists its kinds, and lists every kind",
        [
            Step("validate/", body=secret(), data={"valid": True, "errors": []}),
            Step("validate/", body=without(secret(), "spec"), data={"valid": False}),
            Step("validate/", body=manifest("Nope", "x", {}), data={"valid": False}),
            Step("resources/"),
            apply(secret()),
            apply(secret("other")),
            Step("get/Secret/", data={"metadata.count": 2, "data.items.1.name": "other"}),
            apply(plugin()),
            Step("get/Plugin/", data={"metadata.count": 1}),
            apply(provider()),
            shows("Provider", "frob", spec__provider__name="frob"),
            Step("delete/Provider/?name=frob"),
            apply(user()),
            apply(user()),
            Step("delete/User/?name=ada"),
            apply(token()),
            shows("SmarterAuthToken", "token", spec__config__username="admin"),
            Step("delete/SmarterAuthToken/?name=token"),
            Step("deploy/Secret/?name=key", 501, NOT_IMPLEMENTED),
            apply(manifest("Prompt", "x", {}), 405, "SAMBrokerReadOnlyError"),
        ],
        dialect="P15",
    ),
    Case(
        "the newest dialect has a chatbot's settings elsewhere, and says what depends on a resource",
        [
            apply(plugin()),
            apply(chatbot(), 400, BAD_REQUEST),
            apply(
                manifest(
                    "LLMClient",
                    "bot",
                    {
                        "config": {"prompt": {"appName": "Bot"}, "styles": {"fontSize": "1em"}},
                        "plugins": ["faq"],
                        "extensions": ["weather"],
                    },
                ),
            ),
            shows(
                "LLMClient",
                "bot",
                spec__config__prompt__appName="Bot",
                spec__config__prompt__deployed=False,
                spec__config__styles__fontSize="1em",
                spec__config__styles__buttons=None,
                spec__plugins=["faq"],
                spec__extensions=["weather"],
                status__dependencies=[],
            ),
            shows("Plugin", "faq", status__dependencies=[{"kind": "LLMClient", "name": "bot"}]),
            Step("delete/Plugin/?name=faq", 400, "SAMBrokerErrorDependencies"),
            Step("deploy/LLMClient/?name=bot"),
            shows("LLMClient", "bot", spec__config__prompt__deployed=True, status__deployed=True),
            Step("delete/LLMClient/?name=bot"),
            Step("delete/Plugin/?name=faq"),
        ],
        dialect="P15",
    ),
    Case(
        "newer kinds have fields, defaults, rules across fields, and refuse unknown keys",
        [
            apply(guardrail()),
            shows("Guardrail", "polite", spec__config__category="custom", spec__config__keywords=["a_b"]),
            apply(guardrail(stage="sideways"), 400, BAD_REQUEST),
            apply(guardrail(keywords=[]), 400, BAD_REQUEST),
            apply(guardrail(color="red"), 400, BAD_REQUEST),
            Step("validate/", body=guardrail(stage="sideways"), data={"valid": False}),
            Step("validate/", body=guardrail(color="red"), data={"valid": True}),
            Step("get/Guardrail/", data={"metadata.count": 1, "data.items.0.name": "polite"}),
            Step("delete/Guardrail/?name=polite"),
            Step("describe/Guardrail/?name=polite", 404, "SAMBrokerErrorNotFound"),
            Step("describe/LLMClient/?name=polite", 503, "SAMBrokerErrorNotReady"),
            Step("delete/Secret/?name=polite", 503, "SAMBrokerErrorNotReady"),
            Step("get/Nope/", 400, BAD_REQUEST),
            Step("get/SqlConnection/", 503, "SAMBrokerErrorNotReady"),
            apply(manifest("Nope", "x", {}), 400, BAD_REQUEST),
        ],
        dialect="P15",
    ),
    Case(
        "a list of one kind of plugins shows those of all kinds, with their class",
        [
            apply(plugin()),
            apply(
                manifest(
                    "SkillPlugin",
                    "cook",
                    {
                        "selector": {"directive": "llm"},
                        "prompt": {"systemRole": "Cook."},
                        "skillData": {"skill": "---\nname: cook\ndescription: Cooks.\n---\n"},
                    },
                    pluginClass="skill",
                )
            ),
            Step("get/Plugin/", data={"metadata.count": 2, "data.items.0.pluginClass": "skill"}),
            Step("get/SkillPlugin/", data={"metadata.count": 2, "data.items.1.pluginClass": "static"}),
        ],
        dialect="P15",
    ),
    Case(
        "form A is flat, form B split with functions",
        [
            apply(manifest("LLMClient", "flat", {"config": {"appName": "Bot"}, "functions": ["calculator"]})),
            shows("LLMClient", "flat", spec__config__appName="Bot", spec__functions=["calculator"]),
            apply(manifest("LLMClient", "split", {"config": {"prompt": {}}}), 400, BAD_REQUEST),
        ],
        dialect="P15A",
    ),
    Case(
        "form B is split, and calls functions functions",
        [
            apply(manifest("LLMClient", "bot", {"config": {"prompt": {}}, "functions": ["date_calculator"]})),
            apply(
                manifest("LLMClient", "bot", {"config": {"prompt": {}}, "extensions": ["date-calculator"]}),
                400,
                BAD_REQUEST,
            ),
        ],
        dialect="P15B",
    ),
]
