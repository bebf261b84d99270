"""`smarter search`: search the documents of a vectorstore."""

from __future__ import annotations

from typing import Optional

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import emit
from smarter.cli.output.stdio import read_text
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command(
    'smarter search handbook "How long is the refund window?"',
    "smarter search handbook - < question.txt",
)
@click.argument("vectorstore", type=name_of("vectorstore"))
@click.argument("query")
@click.option(
    "-k",
    "most",
    type=click.IntRange(1, 50),
    metavar="N",
    default=4,
    show_default=True,
    help="Number of results.",
)
@click.option(
    "--min-score", type=click.FloatRange(0, 1), metavar="SCORE", help="Leave out results below this score."
)
@flags.output()
def command(session: Session, vectorstore: str, query: str, most: int, min_score: Optional[float]) -> int:
    """Search a vectorstore's documents, best first. Exits 1 if nothing is found.

    The question `-` is read from standard input.
    """
    from smarter.client.base_model import check_shape
    from smarter.platform.vectorstore_documents import Store, not_ready, source_path

    if query == "-":
        query = read_text()
    client = session.client()
    if not query.strip():
        raise click.UsageError("The question is empty.")
    found = find_named(client.vectorstores, "vectorstore", vectorstore)
    if found.status != "ready":
        raise not_ready(Store(str(found.id), found.name, found.status))
    answer = client.vectorstores.search(
        found.id,
        query=query,
        k=most,
        search_type="similarity" if min_score is None else "similarity_score_threshold",
        score_threshold=min_score,
    )
    check_shape(answer, "results")
    results = [each.to_dict(mode="json") for each in answer.results or ()]

    def text() -> str:
        blocks = []
        for each in answer.results or ():
            score = "" if each.score is None else f"{each.score:.2f}  "
            source = source_path(each.metadata) or (each.metadata or {}).get("source", "")
            body = "\n".join(f"    {line}" for line in (each.text or "").splitlines())
            blocks.append(f"{score}{source}\n{body}\n")
        return "\n".join(blocks)

    emit(session, results, "found", text, empty=f"No results in {vectorstore}.")
    return exit_codes.DONE if results else exit_codes.FOUND
