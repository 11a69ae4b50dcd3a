"""Zip files stand for their members, and no name of one leads out of the corpus."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

import nlpmap
from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.reading import documents
from nlpmap.errors import InputError


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return path


def test_members_of_known_formats_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    members = {
        "b.txt": b"Cats.", "a/x.jsonl.gz": gzip.compress(b'{"text": "Dogs."}'), "notes.md": b"", ".hidden.txt": b"",
        "__MACOSX/b.txt": b"",
    }  # fmt: skip
    path = zipped(tmp_path / "corpus.zip", members)
    assert [(document.id, document.text) for document in nlpmap.read(path)] == [
        ("a/x.jsonl.gz#1", "Dogs."),
        ("b.txt", "Cats."),
    ]


def test_a_zip_in_a_directory_lends_its_name_to_its_members(tmp_path: Path) -> None:
    zipped(tmp_path / "one.zip", {"a.txt": b"One."})
    zipped(tmp_path / "two.zip", {"a.txt": b"Two."})
    assert [document.id for document in nlpmap.read(tmp_path)] == ["one.zip/a.txt", "two.zip/a.txt"]


def test_hostile_names_are_made_safe(tmp_path: Path) -> None:
    hostile = [
        "/etc/a.txt",
        "../../b.txt",
        "C:\\x\\..\\c.txt",
        "a/../../../d.txt",
        "new\nline and space.txt",
        "//e.txt",
    ]
    path = zipped(tmp_path / "hostile.zip", dict.fromkeys(hostile, b"Dogs."))
    for source in find(path):
        out = (tmp_path / "out" / source.name).resolve()
        assert out.is_relative_to(tmp_path / "out"), source.name
        assert not source.name.startswith("/")
    assert {source.name for source in find(path)} == {
        "etc/a.txt", "b.txt", "x/c.txt", "a/d.txt", "new\nline and space.txt", "e.txt",
    }  # fmt: skip


def test_a_broken_zip_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"a.zip: not a zip file"):
        find(tmp_path / "a.zip")


def test_a_broken_member_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"Dogs bark loudly today.", "b.txt": b"Cats."})
    content = bytearray(path.read_bytes())
    place = content.index(b"a.txt") + len("a.txt") + 5
    content[place] ^= 0xFF
    path.write_bytes(content)
    first, second = find(path)
    assert [document.text for document in documents(second, nlpmap.Reading())] == ["Cats."]
    with pytest.raises(InputError, match=r"a.zip/a.txt: can't be unpacked"):
        list(documents(first, nlpmap.Reading()))


def test_the_list_of_members_is_read_once_for_all_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {f"{number:03}.txt": b"Dogs." for number in range(200)})
    opened: list[object] = []
    archive = zipfile.ZipFile

    def counted(file: Path) -> zipfile.ZipFile:
        opened.append(file)
        return archive(file)

    monkeypatch.setattr(zipfile, "ZipFile", counted)
    found = find(path)
    texts = [document.text for source in found for document in documents(source, nlpmap.Reading())]
    assert texts == ["Dogs."] * 200
    assert opened == [path]  # to list its members, and to read them


def test_archives_are_read_at_the_same_time_and_one_that_has_changed_anew(tmp_path: Path) -> None:
    one, two = (zipped(tmp_path / f"{name}.zip", {"a.txt": name.encode() * 100_000}) for name in ("1", "2"))
    streams = [source.place.open() for source in (*find(one), *find(two))]
    read = [[stream.read(70_000) for stream in streams], [stream.read() for stream in streams]]
    assert [b"".join(pieces) for pieces in zip(*read, strict=True)] == [b"1" * 100_000, b"2" * 100_000]
    zipped(one, {"a.txt": b"Cats."})
    assert [document.text for document in nlpmap.read(one)] == ["Cats."]


def test_a_member_that_wants_a_password_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"Dogs."})
    content = bytearray(path.read_bytes())
    for header, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(header) + flags] |= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.zip/a\.txt: can't be unpacked \(it wants a password\)"):
        list(nlpmap.read(path))


LINKS = {
    "l.txt": "a.txt",
    "d/up.txt": "../a.txt",
    "out.txt": "/etc/passwd",
    "none.txt": "gone.txt",
    "loop.txt": "loop.txt",
}


def test_links_in_archives_are_what_they_lead_to_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "Dogs.")
        for name, target in LINKS.items():
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, target)
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        for name, kind, target in [
            *((name, tarfile.SYMTYPE, target) for name, target in LINKS.items()),
            *(("hard.txt", tarfile.LNKTYPE, "a.txt"), ("fifo", tarfile.FIFOTYPE, "")),
        ]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            tar.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = 5
        tar.addfile(info, io.BytesIO(b"Dogs."))
    for file, names, left_out in [
        ("a.zip", {"a.txt", "l.txt", "d/up.txt"}, 3),
        ("a.tar", {"a.txt", "l.txt", "d/up.txt", "hard.txt"}, 4),
    ]:
        caplog.clear()
        assert {document.id: document.text for document in nlpmap.read(tmp_path / file)} == dict.fromkeys(
            names, "Dogs."
        )
        assert f"{left_out} files that can't be read left out" in caplog.text
