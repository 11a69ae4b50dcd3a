"""Both ends of a pack's way, joined in one process: what is lacking comes once, whole, or with why it does not."""

from __future__ import annotations

import errno
import importlib.metadata
import io
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nlpmap.parallel.packs import choosing, installed_pack, window
from nlpmap.parallel.packs.hosts import this_host
from nlpmap.parallel.packs.provider import Provider
from nlpmap.parallel.packs.window import Window
from nlpmap.remote.serving.messages import BeginRun, Had, Lacks, Log, Offer, Pack, Piece, Wants, from_wire, to_wire
from nlpmap.remote.serving.packs.cache_folder import NEW, Refusal
from nlpmap.remote.serving.packs.fetching import Packs
from nlpmap.remote.serving.packs.host_facts import host_facts
from nlpmap.remote.serving.packs.kept_packs import KeptPacks
from nlpmap.remote.serving.packs.on_demand import NotSent, OnDemand
from nlpmap.remote.serving.packs.reassembly import Reassembly

Install = Callable[..., None]
Worker = Callable[[], "Link"]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a small library here; a host's worker, which is in this process, does not see it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "near"))
    monkeypatch.setattr(choosing, "LIBRARIES", {"tinylib"})
    monkeypatch.setattr(sys, "path", [*sys.path])
    site = tmp_path / "site"

    def write(tag: str = "py3-none-any", requires: str = ">=3.8", listed: bool = True, body: str = "x = 1\n") -> None:
        files = {
            "tinylib/__init__.py": body,
            "tinylib/large.txt": "large" * 40_000,
            "tinylib/tests/test_x.py": "",
            "tinylib-1.5.dist-info/METADATA": f"Name: tinylib\nVersion: 1.5\nRequires-Python: {requires}\n",
            "tinylib-1.5.dist-info/WHEEL": f"Wheel-Version: 1.0\nTag: {tag}\n",
        }
        for name, content in files.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(content)
        record = "".join(f"{name},sha256={abs(hash(content))},{len(content)}\n" for name, content in files.items())
        record += "tinylib/__pycache__/__init__.pyc,,\n../../bin/tiny,,\n"
        if listed:
            (site / "tinylib-1.5.dist-info/RECORD").write_text(record)
        monkeypatch.setattr(
            importlib.metadata,
            "distribution",
            lambda name: importlib.metadata.Distribution.at(site / "tinylib-1.5.dist-info"),
        )

    installed_pack.installed_pack.cache_clear()
    yield write
    installed_pack.installed_pack.cache_clear()
    sys.modules.pop("tinylib", None)


class Link:
    """A worker's packs and their provider, who hear each other; all that was said is kept."""

    def __init__(self, folder: Path) -> None:
        self.said: list[Any] = []
        self.sent: list[Any] = []
        self.window = Window()
        self.provider = Provider(self.send, self.said.append, self.window)
        self.packs = Packs(self.post, lambda: KeptPacks({"XDG_CACHE_HOME": str(folder)}))
        self.pieces = Reassembly(self.post, self.packs)

    def post(self, message: Any) -> None:
        if isinstance(message, Log):
            self.said.append(message)
        else:
            self.provider.hear(message)

    def send(self, message: Any) -> None:
        self.sent.append(message)
        assert self.pieces.rest(to_wire(message)) is None

    def close(self) -> None:
        self.window.close()
        for file in self.packs.kept.held if self.packs.kept is not None else ():
            file.close()

    def count(self, kind: type) -> int:
        return sum(type(message) is kind for message in self.sent)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """Makes workers of one host, which end with the test."""
    links: list[Link] = []

    def make() -> Link:
        links.append(Link(tmp_path / "far"))
        return links[-1]

    yield make
    for link in links:
        link.close()


@pytest.fixture
def link(worker: Worker) -> Link:
    return worker()


def test_what_is_lacking_comes_in_pieces_once_and_is_found(
    install: Install, link: Link, worker: Worker, tmp_path: Path
) -> None:
    install(body="x = 'sent'\n")
    assert link.packs.equip(["tinylib"]) == ""
    import tinylib  # type: ignore[import-not-found]

    assert (tinylib.x, Path(tinylib.__file__).parents[3]) == ("sent", tmp_path / "far" / "nlpmap")
    assert Path(tinylib.__file__).parents[1].name.startswith("tinylib-1.5-")
    assert not (Path(tinylib.__file__).parent / "tests").exists()
    again = worker()
    assert again.packs.equip(["tinylib"]) == ""
    assert (link.count(Pack), again.count(Pack)) == (1, 0)
    assert list((tmp_path / "far" / "nlpmap" / "packs").glob(f"{NEW}*")) == []


def test_eight_workers_at_once_get_it_once(install: Install, worker: Worker) -> None:
    install()
    links = [worker() for _ in range(8)]
    threads = [threading.Thread(target=link.packs.equip, args=(["tinylib"],)) for link in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [link.packs.why_not for link in links] == [""] * 8
    assert sum(link.count(Pack) for link in links) == 1


def test_a_pack_is_cleared_by_half_and_sent_again(install: Install, link: Link, worker: Worker, tmp_path: Path) -> None:
    install()
    assert link.packs.equip(["tinylib"]) == ""
    [entry] = (tmp_path / "far" / "nlpmap" / "packs").glob("tinylib*")
    (entry / "tinylib" / "large.txt").unlink()
    again = worker()
    assert again.packs.equip(["tinylib"]) == ""
    assert again.count(Pack) == 1
    assert (entry / "tinylib" / "large.txt").exists()


def test_an_import_gets_it_on_demand_and_says_why_where_it_can_not(
    install: Install, link: Link, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    monkeypatch.setattr("nlpmap.remote.serving.packs.on_demand.LIBRARIES", {"tinylib"})
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, OnDemand(link.packs)])
    import tinylib

    assert tinylib.x == 1
    del sys.modules["tinylib"]
    monkeypatch.setattr(sys, "path", [folder for folder in sys.path if "tinylib" not in folder])
    refusing = worker()
    refusing.provider.send = lambda message: refusing.packs.inbox.put(Offer([], [], "no wheel"))
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path[:-1], OnDemand(refusing.packs)])
    for _ in range(2):
        with pytest.raises(NotSent, match=r"none was sent: .*\. On that host, type: .* -m pip install tinylib"):
            import tinylib


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"tag": "cp311-cp311-manylinux_2_99_x86_64"}, True),
        ({"requires": ">=3.99"}, True),
        ({"listed": False}, True),
        ({}, False),
    ],
)
def test_what_is_installed_is_sent_only_where_it_is_whole_and_runs(
    install: Install, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], why: bool
) -> None:
    def no_wheel(*_: object) -> Path:
        raise Refusal("no wheel")

    install(**options)
    monkeypatch.setattr(choosing, "wheel_for", no_wheel)
    host = this_host()._replace(library="glibc 2.17")
    if why:
        with pytest.raises(Refusal, match="no wheel"):
            choosing.source_for("tinylib", host, print)
    else:
        assert choosing.source_for("tinylib", host, print).key.startswith("tinylib-1.5-")


@pytest.mark.parametrize("requirement", ["os", "--index-url=x", "numpy; import os", "../x", "", "tinylib @ file:///x"])
def test_nothing_else_is_packed(install: Install, requirement: str) -> None:
    install()
    with pytest.raises(Refusal, match="there are no packs of"):
        choosing.source_for(requirement, this_host(), print)


def test_a_pack_is_the_same_bytes_each_time(install: Install, tmp_path: Path) -> None:
    install()
    own = installed_pack.installed_pack("tinylib")
    assert own is not None
    for name in ("a", "b"):
        own.write(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert "tinylib/tests/test_x.py" not in zipfile.ZipFile(tmp_path / "a").namelist()


def damaged(message: Any) -> Any:
    return message._replace(content=bytes(len(message.content))) if isinstance(message, Piece) else message


def empty(message: Any) -> Any:
    return message._replace(content=b"") if isinstance(message, Piece) else message


def named_outside(message: Any) -> Any:
    return Offer(["../x"], [1], "") if isinstance(message, Offer) else message


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (damaged, "did not arrive as it was sent"),
        (empty, "the coordinator stopped sending"),
        (named_outside, "'../x' is no pack's name"),
        (lambda message: Pack("x", 0, "", "no space here") if isinstance(message, Pack) else message, "no space here"),
        (lambda message: Piece("x", b"x") if isinstance(message, Offer) else message, "answered something else"),
    ],
)
def test_what_does_not_arrive_as_it_should_is_refused_in_one_line(
    install: Install, link: Link, tmp_path: Path, change: Callable[[Any], Any], why: str
) -> None:
    install()
    send = link.send
    link.provider.send = lambda message: send(change(message))
    said = link.packs.equip(["tinylib"])
    assert why in said
    assert "\n" not in said
    assert [path for path in (tmp_path / "far" / "nlpmap" / "packs").glob("*") if path.is_dir()] == []


def test_a_host_without_space_takes_all_and_says_so(
    install: Install, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, content: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    install()
    monkeypatch.setattr("nlpmap.remote.serving.packs.fetching.io.FileIO", Full)
    assert link.packs.equip(["tinylib"]).endswith("No space left on device")
    assert link.window.free._value == window.PIECES  # all were acknowledged: none is taken for another's


def test_what_can_not_be_imported_there_is_refused_and_leaves_the_path(install: Install, link: Link) -> None:
    install(body="raise ImportError('first\\nlib.so: failed to map segment from shared object\\n')\n")
    before = [*sys.path]
    said = link.packs.equip(["tinylib"])
    assert said.startswith("tinylib can't be imported from")
    assert said.endswith("lib.so: failed to map segment from shared object")
    assert sys.path == before


def test_a_host_with_little_space_is_sent_nothing(
    install: Install, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    monkeypatch.setattr("shutil.disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
    assert "0 MB are free of the" in link.packs.equip(["tinylib"])
    assert link.count(Pack) == 0


def test_a_host_whose_cache_can_not_be_written_says_so_before_anything_is_sent(
    install: Install, worker: Worker, tmp_path: Path
) -> None:
    install()
    (tmp_path / "far").write_text("a file")
    link = worker()
    assert link.packs.equip(["tinylib"]).startswith(str(tmp_path / "far"))
    assert link.sent == []


def test_a_pack_is_given_once_and_only_if_it_was_offered(install: Install, link: Link) -> None:
    install()
    link.provider.offer(["tinylib"], host_facts())
    [offer] = link.sent
    for _ in range(2):
        link.provider.give(offer.keys[0])
    whys = [message.why for message in link.sent if isinstance(message, Pack)]
    assert whys == ["", "it was not offered"]


def test_no_more_is_under_way_than_the_window_holds_and_who_is_gone_is_waited_for_no_more() -> None:
    sent: list[Any] = []
    window_of_two = Window(2)
    provider = Provider(sent.append, lambda message: None, window_of_two)
    thread = threading.Thread(target=provider._send_pieces, args=("x", bytes(4 * window.PIECE)))
    thread.start()
    window_of_two.close()
    thread.join()
    assert len(sent) <= 2
    provider.hear(Had())
    provider.hear(Had())
    provider.hear(Had())  # more than it got
    assert window_of_two.free._value == 2


def test_a_setup_in_pieces_is_whole_when_its_run_begins() -> None:
    heard: list[Any] = []
    pieces = Reassembly(heard.append, None)
    run = BeginRun(1, "source", "file", None, "portable", "key", (True, b""), {})
    for content in (b"ab", b"cd"):
        assert pieces.rest(to_wire(Piece("", content))) is None
    assert from_wire(pieces.rest(to_wire(run))).setup == (True, b"abcd")
    assert from_wire(pieces.rest(to_wire(run))).setup == (True, b"")
    assert heard == [Had(), Had()]


@pytest.mark.parametrize("message", [Lacks(["tinylib"], {}), Lacks(["tinylib"], {"python": "4"}), Wants("x")])
def test_a_host_that_asks_nonsense_is_told_why_it_gets_nothing(link: Link, message: Any) -> None:
    answered = threading.Event()
    answers: list[Any] = []
    link.provider.send = lambda answer: (answers.append(answer), answered.set())  # type: ignore[assignment,func-returns-value]
    link.provider.hear(message)
    assert answered.wait(60)
    assert answers[0].why
