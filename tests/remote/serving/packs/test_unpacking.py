"""Packs are unpacked at or below their folder, as plain files, no more of them than their size allows."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.remote.serving.packs.cache_folder import USED, Refusal
from nlpmap.remote.serving.packs.unpacking import check_members, holds_all, unpack

Make = Callable[..., Path]


@pytest.fixture
def made(tmp_path: Path) -> Make:
    """Writes an archive of members, each a name or an entry, all with the same content."""

    def write(*members: str | zipfile.ZipInfo, content: bytes = b"x = 1\n") -> Path:
        path = tmp_path / "pack.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in members:
                archive.writestr(member, content)
        return path

    return write


def with_mode(name: str, kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (kind | 0o777) << 16
    return info


def test_a_pack_is_unpacked_whole_and_known_to_be(made: Make, tmp_path: Path) -> None:
    place = tmp_path / "files"
    unpack(made("lib/__init__.py", "lib/inner/module.py", "lib-1.dist-info/METADATA"), place)
    assert (place / "lib" / "inner" / "module.py").read_bytes() == b"x = 1\n"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    listed = (place / USED).read_text()
    assert holds_all(place, listed)
    (place / "lib" / "__init__.py").write_text("")
    assert not holds_all(place, listed)
    (place / "lib" / "__init__.py").unlink()
    assert not holds_all(place, listed)


@pytest.mark.parametrize("listed", ["", "6 lib/__init__.py\n", "six lib/__init__.py\nend\n"])
def test_a_list_that_was_cut_is_of_no_whole_pack(made: Make, tmp_path: Path, listed: str) -> None:
    place = tmp_path / "files"
    unpack(made("lib/__init__.py"), place)
    assert not holds_all(place, listed)


@pytest.mark.parametrize(
    "member",
    [
        "../outside.py", "lib/../../outside.py", "/etc/outside.py", "//host/outside.py", "lib\\..\\outside.py",
        "C:/outside.py", "lib//outside.py", "./outside.py", "lib/.", USED, f"{USED}/x", "lib/a\nb", "\x7f/../x",
        with_mode("lib/link", stat.S_IFLNK), with_mode("lib/pipe", stat.S_IFIFO), with_mode("lib/device", stat.S_IFCHR),
    ],
    ids=lambda member: repr(getattr(member, "filename", member)),
)  # fmt: skip
def test_what_is_no_plain_file_below_the_folder_is_refused(
    made: Make, tmp_path: Path, member: str | zipfile.ZipInfo
) -> None:
    archive = made("lib/__init__.py", member)
    before = set(tmp_path.rglob("*"))
    with pytest.raises(Refusal, match="a pack may not hold"):
        unpack(archive, tmp_path / "files")
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "files"}


@given(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
    | st.lists(st.sampled_from(["..", ".", "a", "", "\\", "C:"])).map("/".join)
)
def test_a_name_that_passes_is_below_the_folder(name: str) -> None:
    info = zipfile.ZipInfo(name)
    try:
        check_members([info], 100)
    except Refusal:
        return
    path = Path("/pack", *info.filename.split("/"))
    assert path.parts[:2] == ("/", "pack")
    assert len(path.parts) > 2
    assert ".." not in path.parts


def test_a_file_that_is_there_twice_is_refused(made: Make, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = made("lib/a.py", "lib/a.py")
    with pytest.raises(Refusal, match="can't be unpacked"):
        unpack(archive, tmp_path / "files")


def test_an_archive_that_unpacks_to_very_much_is_refused(made: Make, tmp_path: Path) -> None:
    archive = made("lib/zeros.bin", content=bytes(2**23))
    with pytest.raises(Refusal, match=r"a pack of .* bytes may not hold 8,388,608"):
        unpack(archive, tmp_path / "files")


@pytest.mark.parametrize("damage", [lambda content: b"", lambda content: content[:-30], lambda content: b"x" * 500])
def test_what_is_no_archive_is_refused(made: Make, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    archive = made("lib/__init__.py")
    archive.write_bytes(damage(archive.read_bytes()))
    with pytest.raises(Refusal, match="can't be unpacked"):
        unpack(archive, tmp_path / "files")


def test_a_member_that_is_damaged_is_refused(made: Make, tmp_path: Path) -> None:
    archive = made("lib/__init__.py", content=b"abcdefgh" * 50)
    content = bytearray(archive.read_bytes())
    content[45:50] = b"?????"
    archive.write_bytes(content)
    with pytest.raises(Refusal, match="can't be unpacked"):
        unpack(archive, tmp_path / "files")
