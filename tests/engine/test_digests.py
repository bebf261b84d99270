"""Digests of applied values: equal values agree, secrets are hashed slowly."""

from __future__ import annotations

from smarter.engine import digests


def test_equal_values_have_equal_digests_whatever_their_spelling() -> None:
    assert digests.plain_digest({"a": 1, "b": [1.0]}) == digests.plain_digest({"b": [1], "a": 1.0})
    assert digests.plain_digest("1") != digests.plain_digest(1)
    assert digests.plain_digest(True) != digests.plain_digest(1)


def test_a_sealed_digest_depends_on_the_salt() -> None:
    first, second = digests.new_salt(), digests.new_salt()
    assert digests.secret_digest("hunter2", first) != digests.secret_digest("hunter2", second)
    assert digests.secret_digest("hunter2", first) == digests.secret_digest("hunter2", first)


def test_digests_read_back_after_writing() -> None:
    kept = {
        digests.field_key(("spec", "a")): digests.plain_digest(1),
        digests.field_key(("spec", "b")): digests.plain_digest("x"),
    }
    assert digests.read_applied(digests.write_applied(kept)) == kept
    salt = digests.new_salt()
    sealed = {digests.field_key(("spec", "c")): digests.secret_digest("x", salt)}
    assert digests.read_sealed(digests.write_sealed(salt, sealed)) == (salt, sealed)


def test_digests_of_another_version_are_ignored() -> None:
    assert digests.read_applied(None) is None
    assert digests.read_applied("") is None
    assert digests.read_applied("2 abcd12345678") is None
    assert digests.read_sealed("1 not-hex abcd") == ("", {})
    assert digests.read_sealed("2 00ff00ff00ff00ff abcd12345678") == ("", {})
    assert digests.read_sealed("1") == digests.read_sealed(None) == ("", {})


def test_field_keys_of_every_kind_do_not_collide() -> None:
    from smarter.engine.desired import compared
    from smarter.kinds import load_kinds

    for kind in load_kinds().all():
        keys = [digests.field_key(field.path) for field in compared(kind)]
        assert len(set(keys)) == len(keys), kind.name


def test_digest_annotations_fit_the_limit_of_the_platform() -> None:
    from smarter.engine.desired import compared
    from smarter.kinds import load_kinds

    for kind in load_kinds().all():
        full = {digests.field_key(field.path): digests.plain_digest(1) for field in compared(kind)}
        assert len(digests.write_applied(full)) <= 2048, kind.name
