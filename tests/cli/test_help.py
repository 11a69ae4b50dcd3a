"""Help, version and models: what the command says of itself, without waiting for what it needs to work."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import nlpmap as package
from nlpmap.models import load

Run = Callable[..., subprocess.CompletedProcess[str]]

LIBRARIES = {"cloudpickle", "execnet", "fsspec", "nltk", "numpy", "pyarrow", "tqdm", "zstandard"}


@pytest.mark.parametrize("typed", ["", "tokenize", "tag", "chunk", "work", "map", "models"])
def test_help_has_an_example(nlpmap: Run, typed: str) -> None:
    done = nlpmap(*typed.split(), "--help")
    assert done.returncode == 0
    example = done.stdout.partition("Example:\n")[2]
    assert example.strip().startswith(f"nlpmap {typed}")


def test_the_version_is_the_package_s(nlpmap: Run) -> None:
    assert nlpmap("--version").stdout == f"nlpmap, version {package.__version__}\n"


@pytest.mark.parametrize("typed", [["--help"], ["--version"], ["tag", "--help"], ["tag", "--nonsense"]], ids=" ".join)
def test_an_answer_waits_for_no_library(typed: list[str]) -> None:
    code = f"""
import sys
from nlpmap.cli import main
try:
    main({typed})
except SystemExit:
    print(*{{name.partition(".")[0] for name in sys.modules}} - sys.stdlib_module_names)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    imported = set(done.stdout.splitlines()[-1].split())
    assert {"click", "nlpmap"} <= imported
    assert imported.isdisjoint(LIBRARIES)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_what_the_command_says_of_itself_waits_for_no_part_of_the_package(option: str) -> None:
    code = f"""
import sys
from nlpmap.cli import main
try:
    main([{option!r}])
except SystemExit:
    light = ("nlpmap.cli", "nlpmap.remote.components", "nlpmap.terminal")  # the table of components imports no kernel
    found = [name for name in sys.modules if name.startswith("nlpmap.") and not name.startswith(light)]
    print(*(name for name in found if name != "nlpmap.remote"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.slow
def test_license_may_be_spelt_in_either_way(nlpmap: Run, tmp_path: Path) -> None:
    gold = package.corpora.path("gold")
    for spelling in ("licence", "license"):
        done = nlpmap("train", "splitter", gold, "--punkt", f"--{spelling}", "CC0", "-o", f"{spelling}.nlpmap", "-q")
        assert (done.returncode, done.stderr) == (0, "")
    assert load(str(tmp_path / "license.nlpmap")).metadata["licence"] == "CC0"
    assert load(str(tmp_path / "licence.nlpmap")).metadata["licence"] == "CC0"


def test_models_are_listed_with_accuracy_and_licence(nlpmap: Run) -> None:
    lines = nlpmap("models").stdout.splitlines()
    english = lines[lines.index("en") : lines.index("nltk")]
    assert any(line.startswith("  accuracy: 9") and "%" in line for line in english)
    assert "  licence:  CC BY-SA 4.0" in english


def test_models_are_listed_for_programs_too(nlpmap: Run, tmp_path: Path) -> None:
    nowhere = {"NLTK_DATA": str(tmp_path), "HOME": str(tmp_path)}
    english, nltk = json.loads(nlpmap("models", "--json", env=nowhere).stdout)
    assert english["name"] == "en"
    assert all(0.5 < score < 1 for score in english["accuracy"].values())
    if nltk["accuracy"]:
        pytest.skip("NLTK's data is installed for the whole system here")
    assert "python -m nltk.downloader" in nltk["missing"]


def test_a_models_datasheet_is_shown_and_given_to_programs(nlpmap: Run, model: Path) -> None:
    lines = nlpmap("models", "en", "-v").stdout.splitlines()
    assert lines[0] == "en"
    assert "nltk" not in lines
    assert {"  use", "  data", "  scores", "  known weaknesses"} <= {*lines}
    [english] = json.loads(nlpmap("models", "en", "-v", "--json").stdout)
    assert english["datasheet"]["weaknesses"]
    [plain] = json.loads(nlpmap("models", "en", "--json").stdout)
    assert "datasheet" not in plain
    assert nlpmap("models", model, "-v").stdout.startswith(str(model))
    done = nlpmap("models", "eng", "-v")
    assert (done.returncode, done.stderr.startswith("nlpmap: unknown model 'eng'; did you mean 'en'")) == (1, True)
