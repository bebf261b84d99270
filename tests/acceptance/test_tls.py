"""Platforms with a private certificate authority, and with client certificates."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Iterator

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
KEY = "k" * 64


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the authority `ca.pem`, its `server.pem` and `client.pem`, and their keys."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*args: str) -> None:
        subprocess.run(["openssl", *args], cwd=str(folder), check=True, capture_output=True)

    new = ["-newkey", "rsa:2048", "-nodes"]
    # Python 3.13 requires the key usage of an authority, and its key identifier in signed certificates.
    usage = ["-addext", "keyUsage=critical,keyCertSign"]
    authority = ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=an authority"]
    openssl("req", "-x509", *new, *authority, *usage)
    extensions = "subjectAltName=IP:127.0.0.1\nauthorityKeyIdentifier=keyid\n"
    (folder / "names").write_text(extensions, encoding="utf-8")
    for name in ("server", "client"):
        openssl("req", *new, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signed = [
            "x509",
            "-req",
            "-in",
            f"{name}.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
        ]
        openssl(*signed, "-days", "2", "-extfile", "names", "-out", f"{name}.crt")
        both = (folder / f"{name}.crt").read_text("utf-8") + (folder / f"{name}.key").read_text("utf-8")
        (folder / f"{name}.pem").write_text(both, encoding="utf-8")
    return folder


@pytest.fixture(params=["any", "mutual"])
def guarded(request: pytest.FixtureRequest, tmp_path: Path, certificates: Path) -> Iterator[Server]:
    """Serve the embedded platform over TLS; `mutual` requires a client certificate."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(str(certificates / "server.pem"))
    if request.param == "mutual":
        tls.verify_mode = ssl.CERT_REQUIRED
        tls.load_verify_locations(str(certificates / "ca.pem"))
    with Server(tmp_path / "server.db", KEY, tls) as server:
        yield server


def test_certificates_given_by_flags_are_trusted_and_presented(
    bare: Command, guarded: Server, certificates: Path, request: pytest.FixtureRequest
) -> None:
    environment = {"SMARTER_API_KEY": KEY, "SMARTER_BASE_URL": guarded.url}
    ca, own = str(certificates / "ca.pem"), str(certificates / "client.pem")

    stranger = bare("whoami", env=environment)
    assert stranger.code == 7
    assert f"Untrusted certificate of {guarded.url}" in stranger.err
    assert "--ca-cert" in stranger.err
    assert guarded.requests == []

    known = bare("whoami", "--ca-cert", ca, env=environment)
    mutual = "mutual" in request.node.name
    assert known.code == (7 if mutual else 0), known.err
    assert bare("whoami", "--ca-cert", ca, "--client-cert", own, env=environment).code == 0
    assert bare("whoami", "--client-cert", own, env={**environment, "SSL_CERT_FILE": ca}).code == 0
    assert bare("whoami", "--ca-cert", ca, "--client-cert", ca, env=environment).code == 2


def test_a_plain_http_server_behind_an_https_address_is_named(bare: Command, server: Server) -> None:
    url = server.url.replace("http://", "https://")
    ran = bare("whoami", env={"SMARTER_API_KEY": KEY, "SMARTER_BASE_URL": url})
    assert ran.code == 7
    assert f"No secure connection to {url}" in ran.err
    assert "a platform without TLS needs http://" in ran.err
