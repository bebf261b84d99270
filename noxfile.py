"""Development commands: `nox -s tests`, for example; `nox -l` lists all."""

from __future__ import annotations

import nox

nox.needs_version = ">=2024.3.2"
nox.options.sessions = ["lint", "tests-3.12"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False

PYTHONS = ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests, or some: `nox -s tests-3.8 -- tests/engine -x`."""
    session.install("-e", ".[test]")
    session.run("pytest", *(session.posargs or ["-n", "auto"]))


@nox.session
def lint(session: nox.Session) -> None:
    """Check format, style and types, and that generated files are current."""
    session.install("-e", ".[test]")
    session.run("python", "scripts/lint.py")
    _scripts(session, "--check")


@nox.session
def generate(session: nox.Session) -> None:
    """Write the generated schemas, sync client, reference and pictures."""
    session.install("-e", ".[test,docs]")
    _scripts(session)
    session.run("python", "scripts/terminal_picture.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into site/; `nox -s docs -- serve` serves it with live reload."""
    session.install("-e", ".[docs]")
    session.run("zensical", *(session.posargs or ["build", "--strict"]))


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the source distribution into dist/, and check them."""
    session.install("build", "twine")
    session.run("python", "-m", "build")
    session.run("twine", "check", "--strict", "dist/*")


def _scripts(session: nox.Session, *arguments: str) -> None:
    for script in (
        "bundle_schemas",
        "generate_specs",
        "generate_faces",
        "generate_arguments",
        "generate_sync",
        "generate_reference",
    ):
        session.run("python", f"scripts/{script}.py", *arguments)
