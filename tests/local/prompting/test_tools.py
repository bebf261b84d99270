"""Plugins and functions are executed, and their errors are reported to the model."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from smarter.local import Platform
from smarter.local.prompting import functions, plugin_api, plugin_sql
from tests.local.calling import ALWAYS, apply, chatbot, plugin, prompt, reply

BOOKS = "SELECT title, price FROM books WHERE title LIKE '%{word}%' AND (price <= {most} OR {most} IS NULL)"
PARAMETERS = [
    {"name": "word", "type": "string", "required": True, "description": "in the title"},
    {"name": "most", "type": "number", "required": False, "description": "price"},
]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE books (title TEXT, price REAL)")
    db.executemany("INSERT INTO books VALUES (?, ?)", [("Moby Dick", 9.5), ("Dick Tracy", 30), ("Emma", 7)])
    db.commit()
    db.close()
    return path


def connect(platform: Platform, database: Path, engine: str = "sqlite3") -> None:
    connection = {
        "dbEngine": f"django.db.backends.{engine}",
        "hostname": "localhost",
        "database": str(database),
    }
    apply(platform, "SqlConnection", "library", {"connection": connection})


def sql_chatbot(platform: Platform, query: str = BOOKS, **data: Any) -> str:
    spec = plugin(ALWAYS, connection="library", sqlData={"sqlQuery": query, "parameters": PARAMETERS, **data})
    apply(platform, "SqlPlugin", "books", spec)
    return chatbot(platform, "desk", ["books"])


def result(body: Any) -> Any:
    """Return the tool's result from the transcript."""
    told = [message["content"] for message in body["smarter"]["messages"] if message["role"] == "tool"]
    return json.loads(told[0])


def test_an_sql_plugin_queries_its_database(local: Platform, library: Path) -> None:
    connect(local, library)
    path = sql_chatbot(local)
    answer = prompt(local, path, 'Is there a "Dick"?')
    assert result(answer) == [{"title": "Moby Dick", "price": 9.5}, {"title": "Dick Tracy", "price": 30.0}]
    assert "Moby Dick" in reply(answer)
    cheap = prompt(local, path, 'Is there a "Dick", most=10?')
    assert result(cheap) == [{"title": "Moby Dick", "price": 9.5}]


def test_an_argument_is_never_sql(local: Platform, library: Path) -> None:
    connect(local, library)
    path = sql_chatbot(local)
    assert result(prompt(local, path, 'find "x\' OR 1=1 --"')) == []


def test_a_query_may_not_write(local: Platform, library: Path) -> None:
    connect(local, library)
    path = sql_chatbot(local, "DELETE FROM books WHERE title = {word}")
    assert "readonly" in result(prompt(local, path, 'drop "Emma"'))["error"]
    with closing(sqlite3.connect(library)) as db:
        assert len(db.execute("SELECT * FROM books").fetchall()) == 3


def test_rows_stop_at_the_limit(local: Platform, library: Path) -> None:
    connect(local, library)
    path = sql_chatbot(local, "SELECT title FROM books WHERE title <> {word}", limit=2)
    assert len(result(prompt(local, path, 'not "x"'))) == 2


@pytest.mark.parametrize("engine", ["mysql", "sqlite3"])
def test_an_unreachable_database_is_reported_to_the_model(
    local: Platform, tmp_path: Path, engine: str
) -> None:
    connect(local, tmp_path / "none.db", engine)
    words = "SQLite" if engine == "mysql" else "no database file"
    assert words in result(prompt(local, sql_chatbot(local), 'a "book"'))["error"]


def test_placeholders_are_bound_at_any_position() -> None:
    query = "SELECT {a}, '{b}', 'it''s {a}!', 'plain {{' FROM t WHERE x = :y"
    text, values = plugin_sql.bind(query, {"a": 1, "b": "two"})
    assert text == "SELECT :a, (:b), ('it''s ' || :a || '!'), 'plain {{' FROM t WHERE x = :y"
    assert values == {"a": 1, "b": "two"}


def test_concat_works_as_on_the_databases_of_the_platform(library: Path) -> None:
    data = {
        "sqlQuery": "SELECT title FROM books WHERE title LIKE CONCAT('%', {word}, '%')",
        "parameters": PARAMETERS,
    }
    connection = {"dbEngine": "django.db.backends.sqlite3", "database": str(library)}
    assert plugin_sql.run(data, connection, {"word": "mm"}) == [{"title": "Emma"}]


class Catalogue(BaseHTTPRequestHandler):
    """An API that echoes its request, redirects from /moved, and refuses /closed."""

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path.startswith("/v1/moved"):
            self.send_response(302)
            self.send_header("Location", "/v1/elsewhere")
            self.end_headers()
            return
        asked = {"method": self.command, "path": self.path, "body": body}
        asked.update({name.lower(): value for name, value in self.headers.items()})
        many = self.path.startswith("/v1/many")
        content = json.dumps(list(range(20)) if many else asked).encode()
        self.send_response(503 if self.path.startswith("/v1/closed") else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def catalogue() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Catalogue) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def api_chatbot(platform: Platform, base: str, **data: Any) -> str:
    apply(platform, "Secret", "catalogue_key", {"config": {"value": "s3cret-of-the-catalogue"}})
    connection = {"baseUrl": base, "apiKey": "catalogue_key", "authMethod": "token"}
    apply(platform, "ApiConnection", "catalogue", {"connection": connection})
    spec = plugin(ALWAYS, connection="catalogue", apiData={"parameters": PARAMETERS, **data})
    apply(platform, "ApiPlugin", "search", spec)
    return chatbot(platform, "desk", ["search"])


def test_an_api_plugin_sends_the_key_of_its_connection(local: Platform, catalogue: str) -> None:
    headers = [{"name": "X-Word", "value": "{word}"}]
    params = [{"key": "page", "value": "1"}]
    path = api_chatbot(local, catalogue, endpoint="/books/{word}/", headers=headers, urlParams=params)
    answer = prompt(local, path, 'find "a b/c", most=5')
    asked = result(answer)
    assert asked["method"] == "GET"
    assert asked["path"] == "/v1/books/a%20b%2Fc/?page=1&most=5"
    assert asked["x-word"] == "a b/c"
    assert asked["authorization"] == "Token s3cret-of-the-catalogue"


def test_a_redirect_is_not_followed_with_the_key(local: Platform, catalogue: str) -> None:
    answer = prompt(local, api_chatbot(local, catalogue, endpoint="/moved/"), 'find "x"')
    assert "302" in result(answer)["error"]
    assert "s3cret" not in json.dumps(answer)


def test_a_failing_api_is_reported_to_the_model(local: Platform, catalogue: str) -> None:
    answer = prompt(local, api_chatbot(local, catalogue, endpoint="/closed/"), 'find "x"')
    assert result(answer)["error"].startswith("the API answered 503")


def test_a_list_stops_at_the_limit(local: Platform, catalogue: str) -> None:
    answer = prompt(local, api_chatbot(local, catalogue, endpoint="/many/", limit=3), 'find "x"')
    assert result(answer) == [0, 1, 2]


def test_a_post_carries_the_arguments_in_its_body(catalogue: str) -> None:
    data = {"endpoint": "/books/", "method": "post", "body": {"query": "{word}"}, "parameters": PARAMETERS}
    asked = plugin_api.run(data, {"baseUrl": catalogue}, None, {"word": "x", "most": 5})
    assert (asked["method"], json.loads(asked["body"])) == ("POST", {"query": "x", "most": 5})
    assert "authorization" not in asked


def test_only_http_addresses_are_requested() -> None:
    with pytest.raises(ValueError, match="not an http"):
        plugin_api.run({"endpoint": "/etc/passwd"}, {"baseUrl": "file://"}, None, {})


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        (
            "calculator",
            {"expression": "(2 + 3) * -4 / 2 ** 2"},
            {"expression": "(2 + 3) * -4 / 2 ** 2", "result": -5},
        ),
        ("date_calculator", {"dates": ["2026-01-01", "01/31/2026"], "operation": "difference"}, {"days": 30}),
        ("date_calculator", {"dates": ["2026-01-31"], "operation": "add", "days": 1}, {"date": "2026-02-01"}),
        (
            "date_calculator",
            {"dates": ["2026-01-31"], "operation": "convert", "date_format": "EU"},
            {"date": "31/01/2026"},
        ),
        (
            "date_calculator",
            {"dates": ["2026-03-01", "2025-03-01"], "operation": "oldest"},
            {"date": "2025-03-01"},
        ),
    ],
)
def test_the_platforms_functions_work(name: str, given: Dict[str, Any], found: Dict[str, Any]) -> None:
    assert functions.FUNCTIONS[name][2](given) == found


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("calculator", {"expression": "__import__('os').getcwd()"}),
        ("calculator", {"expression": "9 ** 9 ** 9"}),
        ("calculator", {"expression": "1+" * 200 + "1"}),
        ("date_calculator", {"dates": ["tomorrow"], "operation": "newest"}),
        ("date_calculator", {"dates": ["2026-01-01"], "operation": "difference"}),
        ("get_current_weather", {"location": "Boston"}),
    ],
)
def test_the_platforms_functions_refuse_bad_arguments(name: str, given: Dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        functions.FUNCTIONS[name][2](given)


def test_a_chatbots_function_is_run(local: Platform) -> None:
    path = chatbot(local, "desk", functions=["calculator", "get_current_weather"])
    answer = prompt(local, path, 'How much is "6*7"?')
    assert result(answer)["result"] == 42
    names: List[str] = answer["smarter"]["tools"]
    assert names == ["calculator", "get_current_weather"]
