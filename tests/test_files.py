"""Atomic writes of files."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from pathlib import Path
from typing import Any, Iterator

import pytest

from smarter._files import write_atomic


def test_a_new_file_and_its_folder_are_made(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.txt"
    write_atomic(file, b"new")
    assert file.read_bytes() == b"new"
    assert os.listdir(file.parent) == ["b.txt"]


def test_a_private_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "a" / "key"
    write_atomic(file, b"secret", private=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "script"
    file.write_bytes(b"old")
    file.chmod(0o750)
    write_atomic(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o750


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"old")
    link.symlink_to("file")
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_all_names_of_a_file_have_the_new_content(tmp_path: Path) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_bytes(b"a long old content")
    os.link(file, other)
    write_atomic(file, b"new")
    assert other.read_bytes() == b"new"
    assert sorted(os.listdir(tmp_path)) == ["file", "other"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    os.chown(file, 1234, 1234)
    write_atomic(file, b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 1234)


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(PermissionError, match="read-only"):
        write_atomic(file, b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """Make a folder without write permission, and become another user than root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("folders of Windows have no modes")
    folder = Path(tempfile.mkdtemp())  # pytest's folders are readable by root only
    user = os.geteuid()
    (folder / "file").write_bytes(b"a long old content")
    (folder / "file").chmod(0o666)
    folder.chmod(0o555)
    try:
        if user == 0:
            os.seteuid(65534)
        yield folder
    finally:
        if user == 0:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_file_in_a_folder_that_takes_no_new_files_is_written_in_place(closed_folder: Path) -> None:
    file = closed_folder / "file"
    before = file.stat()
    write_atomic(file, b"new")
    after = file.stat()
    assert file.read_bytes() == b"new"
    assert (after.st_ino, after.st_uid, after.st_mode) == (before.st_ino, before.st_uid, before.st_mode)
    with pytest.raises(PermissionError):
        write_atomic(closed_folder / "other", b"new")
    with pytest.raises(PermissionError):
        write_atomic(file, b"secret", private=True)
    assert file.read_bytes() == b"new"


@pytest.fixture
def resource() -> Any:
    """Return the module, imported while its folder can be read."""
    return pytest.importorskip("resource")


def test_the_old_content_is_restored_on_a_full_disk(resource: Any, closed_folder: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write_atomic(closed_folder / "file", b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, usual)
    assert (closed_folder / "file").read_bytes() == b"a long old content"
