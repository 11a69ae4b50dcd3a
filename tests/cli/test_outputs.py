"""What the command writes, and where: whole files, folders of files, standard output; never over what is there."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ["one.txt", "sub/two words.txt", "sub/naïve.txt", "line\nbreak.txt"]:
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Dogs bark.", "utf-8")
    return tmp_path / "tree"


def test_a_directory_gets_a_file_for_each_input_under_its_own_name(tag: Run, tree: Path, tmp_path: Path) -> None:
    assert tag("tree", "-o", "made/here").returncode == 0
    names = {"one.conllu", "sub/two words.conllu", "sub/naïve.conllu", "line\nbreak.conllu"}
    assert below(tmp_path / "made" / "here") == names


def test_the_suffix_chooses_the_format(tag: Run, dogs: Path, tmp_path: Path) -> None:
    assert tag(dogs, "-o", "new/folder/out.vert").returncode == 0
    made = (tmp_path / "new/folder/out.vert").read_text("utf-8")
    assert made == '<doc id="dogs.txt">\n<s>\nDogs\tNNS\nbark\tVBP\n<g/>\n.\t.\n</s>\n</doc>\n'


def test_a_format_that_is_named_wins_over_the_suffix(tag: Run, dogs: Path, tmp_path: Path) -> None:
    assert tag(dogs, "-o", "out.conllu", "-f", "slash").returncode == 0
    assert (tmp_path / "out.conllu").read_text("utf-8") == "Dogs/NNS bark/VBP ./.\n\n"


@pytest.mark.parametrize("name", ["iob", "conll2000"])
def test_a_format_may_be_named_by_its_suffix(tag: Run, dogs: Path, tmp_path: Path, name: str) -> None:
    assert tag(dogs, "-f", name).stdout == "Dogs NNS O\nbark VBP O\n. . O\n\n"
    assert tag(dogs, "-f", f"{name}.gz", "-o", "out/").returncode == 0
    assert below(tmp_path / "out") == {"dogs.iob.gz"}


def test_a_named_format_gives_the_files_of_a_directory_its_suffix(tag: Run, tree: Path, tmp_path: Path) -> None:
    assert tag("tree/one.txt", "-o", "out/", "-f", "jsonl").returncode == 0
    assert below(tmp_path / "out") == {"one.jsonl"}


def test_an_output_that_exists_is_refused_without_force(tag: Run, dogs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.slash"
    out.write_text("mine", "utf-8")
    done = tag(dogs, "-o", "out.slash")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "nlpmap: out.slash exists; add --force to overwrite, or choose another output\n"
    assert out.read_text("utf-8") == "mine"
    assert tag(dogs, "-o", "out.slash", "--force").returncode == 0
    assert out.read_text("utf-8") == "Dogs/NNS bark/VBP ./.\n\n"


def test_one_file_of_a_directory_that_exists_refuses_them_all(tag: Run, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/one.conllu").write_text("mine", "utf-8")
    done = tag("tree", "-o", "out")
    assert done.returncode == 1
    assert "out/one.conllu exists" in done.stderr
    assert below(tmp_path / "out") == {"one.conllu"}


def test_inputs_that_would_have_one_output_are_refused(tag: Run, tree: Path, tmp_path: Path) -> None:
    (tree / "sub" / "one.txt").write_text("Cats.", "utf-8")
    done = tag("tree/one.txt", "tree/sub/one.txt", "-o", "out/")
    assert done.returncode == 1
    assert done.stderr.startswith("nlpmap: tree/one.txt and tree/sub/one.txt would both be written to out/")
    assert not (tmp_path / "out").exists()


def test_a_later_input_that_is_bad_leaves_no_output_but_what_is_done_beside_it(
    tag: Run, dogs: Path, tmp_path: Path
) -> None:
    (tmp_path / "later.txt").write_bytes(b"caf\xe9\n")
    before = below(tmp_path)
    done = tag(dogs, "later.txt", "-o", "out.conllu")
    assert (done.returncode, "1 document kept" in done.stderr) == (1, True)
    assert below(tmp_path) - before == {"out.conllu.ledger", "out.conllu.partial"}


def test_a_directory_holds_only_whole_files_after_a_failure(tag: Run, dogs: Path, tmp_path: Path) -> None:
    (tmp_path / "later.txt").write_bytes(b"caf\xe9\n")
    assert tag(dogs, "later.txt", "-o", "out/", "-f", "slash").returncode == 1
    assert below(tmp_path / "out") <= {"dogs.slash", "dogs.slash.partial"}


def test_nothing_is_written_outside_the_output_folder(tag: Run, tree: Path, tmp_path: Path) -> None:
    before = below(tmp_path)
    assert tag("tree/*/../../tree/one.txt", "..txt", "-o", "out/").returncode == 1  # ..txt is absent
    assert tag("tree/*/../../tree/one.txt", "-o", "deep/out/").returncode == 0
    assert below(tmp_path) - before == {"deep/out/one.conllu", "deep/out.ledger"}


def test_a_device_is_written_to_and_not_replaced(tag: Run, dogs: Path) -> None:
    assert tag(dogs, "-o", "/dev/null", "--force").returncode == 0
    assert Path("/dev/null").is_char_device()


def test_a_dash_is_standard_output(tag: Run, dogs: Path, tmp_path: Path) -> None:
    assert tag(dogs, "-o", "-", "-f", "slash").stdout == "Dogs/NNS bark/VBP ./.\n\n"
    assert not (tmp_path / "-").exists()


def test_a_limit_makes_no_files_for_inputs_that_were_not_reached(tag: Run, tree: Path, tmp_path: Path) -> None:
    assert tag("tree", "-o", "out", "--limit", 2).returncode == 0
    assert below(tmp_path / "out") == {"line\nbreak.conllu", "one.conllu"}
