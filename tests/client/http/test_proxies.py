"""Variables of proxies and certificates: exceptions, errors for malformed values."""

from __future__ import annotations

from typing import Any, Optional

import pytest

import smarter
from smarter.client.http import defaults
from smarter.client.http.proxies import Proxies
from tests.client.conftest import KEY

PROXY = "http://p.test:3128"


@pytest.mark.parametrize(
    ("exceptions", "host", "port", "direct"),
    [
        ("fe80::/10", "fe80::1", None, True),
        ("fe80::/10", "fd00::1", None, False),
        ("localhost,[::1]", "::1", None, True),
        ("[::1]:8080", "::1", 8080, True),
        ("[::1]:8080", "::1", 80, False),
        ("10.0.0.0/8, fd00::/8", "10.1.2.3", None, True),
        ("10.0.0.0/8 fd00::/8", "fd12::3", None, True),
        ("10.0.0.0/8", "11.0.0.1", None, False),
        ("10.0.0.0/8", "ten.example.com", None, False),
        ("192.168.1.1", "192.168.1.1", None, True),
        ("example.com", "api.example.com", None, True),
        ("example.com", "example.com", None, True),
        ("example.com", "badexample.com", None, False),
        (".example.com", "api.example.com", None, True),
        ("*.example.com", "api.example.com", None, True),
        ("EXAMPLE.com", "Api.Example.COM", None, True),
        ("example.com:8443", "example.com", 8443, True),
        ("example.com:8443", "example.com", None, False),
        ("example.com:443", "example.com", None, True),
        ("example.com.", "api.example.com", None, True),
        ("example.com", "example.com.", None, True),
        ("192.168.*", "192.168.1.1", None, True),
        ("192.168.*", "10.192.168.1", None, False),
        ("api-*.example.com", "api-7.example.com", None, True),
        ("[fd00::]/8", "fd12::3", None, True),
        ("*", "anything.test", None, True),
        (" , ,", "anything.test", None, False),
        ("", "anything.test", None, False),
    ],
)
def test_no_proxy_is_read_in_every_form(
    exceptions: str, host: str, port: Optional[int], direct: bool
) -> None:
    found = Proxies({"https": PROXY, "no": exceptions}).get("https", host, port)
    assert found == (None if direct else PROXY)


def test_a_proxy_is_chosen_by_scheme_or_for_all() -> None:
    proxies = Proxies({"http": PROXY, "all": "socks5://s.test:1080"})
    assert proxies.get("http", "x.test", None) == PROXY
    assert proxies.get("https", "x.test", None) == "socks5://s.test:1080"
    assert Proxies({"https": "p.test:3128"}).get("https", "x.test", None) == PROXY
    assert Proxies({"https": PROXY}).get("http", "x.test", None) is None


@pytest.mark.parametrize(
    "wrong", ["http://h:port", "foo://x", "http://u:secret@h:99999", "http://", "http://u:secret@ h"]
)
@pytest.mark.parametrize("make", [smarter.Smarter, smarter.AsyncSmarter, "default", "default-async"])
def test_a_wrong_proxy_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, wrong: str, make: Any
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", wrong)
    factories = {"default": smarter.DefaultHttpxClient, "default-async": smarter.DefaultAsyncHttpxClient}
    with pytest.raises(smarter.ConfigurationError, match=r"^HTTPS_PROXY=") as caught:
        factories[make]() if isinstance(make, str) else make(api_key=KEY, base_url="http://x.test")
    assert "secret" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    "exceptions", ["fe80::/10", "localhost,[::1]", "10.0.0.0/8,fd00::/8", "[", "a b:c:d"]
)
def test_no_proxy_without_a_proxy_is_accepted(monkeypatch: pytest.MonkeyPatch, exceptions: str) -> None:
    monkeypatch.setenv("NO_PROXY", exceptions)
    smarter.Smarter(api_key=KEY, base_url="http://x.test").close()
    smarter.DefaultHttpxClient().close()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_wrong_certificates_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, ask: Any, variable: str
) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("x", encoding="utf-8")
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    for path in [tmp_path / "missing", bad]:
        monkeypatch.setenv(variable, str(path))
        defaults.tls_context.cache_clear()
        with pytest.raises(smarter.ConfigurationError, match=f"^{variable}={path}: "):
            ask("https://127.0.0.1:1", lambda client: client.get("/x", cast_to=dict), max_retries=0)
