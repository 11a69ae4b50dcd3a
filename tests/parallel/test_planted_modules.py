"""Nothing is imported from where a corpus lies, by any name, in the command, the library, or any worker."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nlpmap
from nlpmap.testing.loopback_ssh import SSHD
from nlpmap.testing.loopback_ssh import LoopbackServer as Host
from tests.parallel.transports.test_ssh import host  # noqa: F401 - a fixture

COMMAND = Path(sys.executable).with_name("nlpmap")
NOT_INSTALLED = {
    "lxml",
    "sklearn",
    "gensim",
    "matplotlib",
    "svgling",
    "twython",
    "pycrfsuite",
    "pandas",
    "polars",
    "simplejson",
}
STARTED_WITH = {"sitecustomize", "usercustomize"}
OURS = {"remote", "nlpmap_remote", "corpora"}
NAMES = sorted(
    {name.partition(".")[0] for name in sys.stdlib_module_names}
    | {*importlib.metadata.packages_distributions()}
    | NOT_INSTALLED | STARTED_WITH | OURS
)  # fmt: skip
PLANTED = """import os\nos.makedirs({folder!r} + "/run", exist_ok=True)\nopen({folder!r} + "/run/" + __name__, "w")\n"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with a text, and a file of the name of every module there may be."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("Mr. Ode saw two naïve dogs. They bark.")
    for name in [*NAMES, "nlpmap"]:
        if name.isidentifier():
            (folder / f"{name}.py").write_text(PLANTED.format(folder=str(folder)) + "raise ImportError('planted')\n")
    for name in ("remote", "tests"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(PLANTED.format(folder=str(folder)))
    (folder / "planted.pth").write_text("import json\n")
    (folder / "pyvenv.cfg").write_text(f"home = {folder}\n")
    return folder


def planted_run(folder: Path) -> list[str]:
    """The names of the planted files that ran."""
    return sorted(path.name for path in folder.glob("run/*"))


def run(corpus: Path, *command: object, **environment: str) -> str:
    typed = [*map(str, command)]
    done = subprocess.run(typed, cwd=corpus, env={**os.environ, **environment}, capture_output=True, text=True)
    assert planted_run(corpus) == [], done.stderr
    assert done.returncode == 0, done.stderr
    return done.stdout


SCRIPT = """
import nlpmap, sys
from nlpmap.remote import double
specs, workers = ({specs!r}, None) if {specs!r} else (None, 0)
assert nlpmap.map(double, [1, 2], specs, workers=workers) == [2, 4]
assert nlpmap.map(len, ["a", "bc"], specs, workers=workers) == [1, 2]
for document in nlpmap.chunk(nlpmap.read("a.txt"), specs=specs, workers=workers):
    print([token.form for sentence in document.sentences for token in sentence.tokens])
"""


def check_library(corpus: Path, specs: list[str], **environment: str) -> None:
    script = corpus.parent / "script.py"
    script.write_text(SCRIPT.format(specs=specs))
    assert "naïve" in run(corpus, sys.executable, script, **environment)


@pytest.mark.skipif(not COMMAND.exists(), reason="nlpmap is not installed into this environment")
@pytest.mark.parametrize("workers", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_the_command_imports_nothing_from_where_the_corpus_lies(corpus: Path, workers: int) -> None:
    assert "newdoc" in run(corpus, COMMAND, "tag", "a.txt", "-j", workers)


@pytest.mark.slow
def test_the_module_imports_nothing_from_where_the_corpus_lies(corpus: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "empty_module.py").write_text("")
    (corpus / "nlpmap.py").unlink()  # which module `python -m` runs is Python's choice, before any code of ours
    empty = [sys.executable, "-m", "empty_module"]
    while subprocess.run(empty, cwd=corpus, env={**os.environ, "PYTHONPATH": str(elsewhere)}).returncode:
        for name in planted_run(corpus):  # so is what it imports before
            (corpus / f"{name}.py").unlink()
            (corpus / "run" / name).unlink()
    assert "newdoc" in run(corpus, sys.executable, "-m", "nlpmap", "tag", "a.txt", "-j", 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "specs",
    [
        pytest.param([], id="here"),
        pytest.param(["popen"], id="popen"),
        pytest.param([f"popen//python={sys.executable}"], id="python"),
    ],
)
def test_the_library_imports_nothing_from_where_the_corpus_lies(corpus: Path, specs: list[str]) -> None:
    check_library(corpus, specs)


@pytest.mark.slow
@pytest.mark.skipif(SSHD is None or shutil.which("ssh") is None, reason="no sshd or no ssh on this machine")
def test_an_ssh_host_imports_nothing_from_the_folder_that_it_starts_in(
    corpus: Path,
    host: Host,  # noqa: F811
) -> None:
    check_library(corpus, [host.spec(f"//python=cd {corpus} && {sys.executable}")])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spec", "entries"),
    [
        ("popen", ["", "{there}"]),
        (f"popen//python={sys.executable}", ["{there}", ""]),
        ("popen", [".", "{there}"]),
        (f"popen//python={sys.executable}", ["{there}", "", "./"]),
    ],
)
def test_an_empty_entry_of_pythonpath_is_not_the_current_folder(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, entries: list[str]
) -> None:
    path = os.pathsep.join(entries).format(there=tmp_path)
    monkeypatch.chdir(corpus)
    monkeypatch.setenv("PYTHONPATH", path)
    [(worker_path, inherited)] = nlpmap.map(path_of_worker, [None], spec)
    assert planted_run(corpus) == []
    assert str(corpus) not in worker_path
    assert inherited == path, "the user's own subprocesses have it as it was"


def path_of_worker(_: None) -> tuple[list[str], str]:
    import json  # noqa: F401 - of which the corpus has one

    return sys.path, os.environ["PYTHONPATH"]


def in_folder(folder: Path, source: str, *options: str) -> str:
    done = subprocess.run([sys.executable, *options], input=source, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's folder, with modules that import each other, a package, and what no library is to find there."""
    (tmp_path / "helper.py").write_text("import helper_of_helper\n\ndef work(n):\n    return helper_of_helper.add(n)\n")
    (tmp_path / "helper_of_helper.py").write_text("def add(n):\n    import lazily\n    return n + lazily.ONE\n")
    (tmp_path / "lazily.py").write_text("ONE = 1\n")
    (tmp_path / "worker.py").write_text(
        "import helper\nif __name__ == '__channelexec__':\n    channel.map(helper.work)\n"
    )
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "inner.py").write_text("from helper import work\n")
    (tmp_path / "unasked.py").write_text("raise SystemExit('nobody asked for this')\n")
    return tmp_path


NOTEBOOK = """
import sys
assert sys.path[0] == ""
import nlpmap, helper
from package import inner
def asks(n):
    try:
        import unasked
    except ImportError:
        return n
with nlpmap.Pool({specs!r}) as pool:
    print(pool.map(helper.work, [1]), pool.map(inner.work, [2]), pool.map("worker.py", [3]), pool.map(asks, [4]))
"""


@pytest.mark.parametrize("specs", ["popen", pytest.param(f"popen//python={sys.executable}", marks=pytest.mark.slow)])
def test_modules_beside_a_notebook_are_found_by_workers_and_no_others(project: Path, specs: str) -> None:
    assert in_folder(project, NOTEBOOK.format(specs=specs)) == "[2] [3] [4] [4]\n"


@pytest.mark.parametrize("workers", [0, 1])
def test_modules_beside_a_worker_module_are_found_by_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.chdir(project)
    assert nlpmap.map("worker.py", [1, 2], workers=workers) == [2, 3]


def test_modules_beside_a_script_are_found_by_workers_and_hide_none_of_pythons(project: Path) -> None:
    (project / "json.py").write_text("raise SystemExit('the script itself imports no json')\n")
    (project / "script.py").write_text(
        "import sys\nhere = sys.path.pop(0)\nimport json, nlpmap, nlpmap.parallel.pool, cloudpickle\n"
        "sys.path.insert(0, here)\nimport helper\n"
        "def work(n):\n    import json\n    return json.dumps(helper.work(n))\n"
        "print(nlpmap.map(work, [1], 'popen'))\n"
    )
    done = subprocess.run([sys.executable, "script.py"], cwd=project, capture_output=True, text=True)
    assert done.stdout == "['2']\n", done.stderr


PATHS = """
import sys, os
from nlpmap.parallel.search_path import search_path
print(os.getcwd() in search_path(), {more})
"""


@pytest.mark.slow
def test_what_python_put_on_the_path_is_not_sent_and_what_the_user_put_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = PATHS.format(more="'' in sys.path")
    assert in_folder(tmp_path, plain) == "False True\n"
    assert in_folder(tmp_path, "import sys, os; sys.path.append(os.getcwd())" + plain) == "True True\n"
    (tmp_path / "script.py").write_text(plain)
    assert in_folder(tmp_path, "", "script.py") == "True False\n"
    assert in_folder(tmp_path, "", "-m", "script") == "True False\n"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "module.py").write_text(plain)
    monkeypatch.setenv("PYTHONPATH", str(elsewhere))
    assert in_folder(tmp_path, "", "-m", "module") == "False False\n"
    monkeypatch.setenv("PYTHONPATH", f"{elsewhere}{os.pathsep}")
    assert in_folder(tmp_path, "", str(elsewhere / "module.py")) == "False False\n"
    monkeypatch.setenv("PYTHONPATH", f"{elsewhere}{os.pathsep}{tmp_path}")
    assert in_folder(tmp_path, "", str(elsewhere / "module.py")) == "True False\n"
    monkeypatch.setenv("PYTHONPATH", f"{elsewhere}{os.pathsep}.")
    assert in_folder(tmp_path, "", str(elsewhere / "module.py")) == "True False\n"
