"""The notebooks run as they are, offline, with an empty home, and show what they promise."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from nlpmap.testing.loopback_ssh import SSHD

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NEEDED = ("nbclient", "nbformat", "ipykernel", "ipywidgets", "matplotlib")
MISSING = [name for name in NEEDED if find_spec(name) is None]

PROMISES = {  # by notebook: a cell, what kind of output it has, and a piece of that
    "01_tag_a_corpus": [
        ("raw", "text/html", "I bought this kettle"),
        ("chunk", "text/plain", "/34"),
        ("order", "text/plain", "True"),
        ("look", "text/html", "<span class='nlpmap-chunk"),
        ("plot", "image/png", ""),
        ("kinds", "image/png", ""),
        ("again", "text/plain", "True"),
    ],
    "02_explore_a_corpus": [
        ("kwic", "text/html", "<b><bdi>hard tomorrow</bdi></b>"),
        ("tags", "image/svg+xml", "<rect"),
        ("strips", "image/svg+xml", "Juilland&#x27;s D"),
        ("sketch", "text/html", "mill"),
        ("report", "text/plain", "25"),
    ],
    "03_the_cookbooks_chapter": [
        ("map", "text/plain", "[0, 2, 4, 6, 8, 10, 12, 14]"),
        ("again", "text/plain", "601"),
        ("conditional", "text/plain", "NOUN"),
        ("scores", "text/html", "spoken"),
        ("high", "text/plain", "'priya'"),
    ],
    "04_more_machines": [
        ("ssh", "text/plain", "(34, 13358)"),
        ("dask", "text/plain", "part-00002.conllu"),
        ("same", "text/plain", "'two ssh hosts': '"),
        ("verify", "text/plain", "()"),
    ],
}
WANTED = {"04_more_machines": ("distributed",)}  # besides, which not every reader has
MARKS = {name: [pytest.mark.engines] for name in WANTED}

needs_notebook_tools = pytest.mark.skipif(
    bool(MISSING), reason=f"{', '.join(MISSING)} not installed: pip install nlpmap[notebook]"
)
pytestmark = [
    pytest.mark.slow,
    needs_notebook_tools,
    # older Jupyter on newer Python; what it is about is nothing that a notebook shows
    pytest.mark.filterwarnings("ignore:Jupyter is migrating its paths:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*Parsing dates involving a day of month:DeprecationWarning"),
]


@pytest.fixture(
    scope="module",
    params=[pytest.param(path, id=path.stem, marks=MARKS.get(path.stem, [])) for path in NOTEBOOKS],
)
def path(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    for name in WANTED.get(request.param.stem, ()):
        pytest.importorskip(name)
    if "loopback_hosts" in request.param.read_text("utf-8") and SSHD is None:
        pytest.skip("no sshd on this machine")
    return request.param


@pytest.fixture(scope="module")
def stored(path: Path) -> Any:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home, but for matplotlib's list of fonts: making it can take so long that matplotlib says so."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        settle_in(patch, folder)
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def executed(stored: Any, home: Path) -> Any:
    from copy import deepcopy

    from nbclient import NotebookClient

    notebook = deepcopy(stored)
    with pytest.MonkeyPatch.context() as patch:
        settle_in(patch, home)
        NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(home)}}).execute()
    return notebook


def settle_in(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Make ``home`` the home of the processes to come, and leave them no way to the network."""
    patch.setenv("HOME", str(home))
    for name in ("MPLCONFIGDIR", "MPLBACKEND", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "NLTK_DATA", "XDG_CACHE_HOME"):
        patch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy"):
        patch.setenv(name, "http://127.0.0.1:9")


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def test_the_stored_outputs_are_those_of_a_run_of_today(stored: Any, executed: Any) -> None:
    """Pages that show a notebook run nothing; `notebooks/refresh.py` stores the outputs anew."""
    for kept_cell, cell in zip(code_cells(stored), code_cells(executed), strict=True):
        assert shown(kept_cell) == shown(cell), f"run notebooks/refresh.py: cell {cell.id} is stale"


def shown(cell: Any) -> list[Any]:
    """What a cell shows, as far as each run shows it alike: of pictures, that there is one."""
    bar = "application/vnd.jupyter.widget-view+json"
    lasting = [
        output for output in cell.outputs if bar not in output.get("data", {}) and output.get("name") != "stderr"
    ]
    texts = [{kind: text for kind, text in output.get("data", {}).items() if kind != "image/png"} for output in lasting]
    pictures = ["image/png" in output.get("data", {}) for output in lasting]
    return [texts, pictures, "".join(output.get("text", "") for output in lasting)]


def test_the_stored_notebook_has_no_metadata_of_the_machine_it_was_written_on(stored: Any) -> None:
    assert stored.metadata.kernelspec.name == "python3"
    assert stored.metadata.language_info == {"name": "python"}
    assert not any(cell.metadata for cell in stored.cells)


def test_a_notebook_tells_and_defines_nothing(stored: Any) -> None:
    sources = [cell.source for cell in code_cells(stored)]
    assert [source for source in sources if re.search(r"^\s*(async\s+)?(def|class)\b", source, re.MULTILINE)] == []


def test_the_notebook_runs_without_errors_and_without_warnings(executed: Any) -> None:
    assert [output for output in outputs(executed) if output.output_type == "error"] == []
    assert [output.text for output in outputs(executed) if output.get("name") == "stderr"] == []
    assert [output for output in outputs(executed) if "Traceback" in output.get("text", "")] == []


def test_the_notebook_shows_what_it_promises(path: Path, executed: Any) -> None:
    missing = [promise for promise in PROMISES.get(path.stem, []) if not kept(executed, *promise)]
    assert missing == []


def kept(notebook: Any, cell_id: str, kind: str, piece: str) -> bool:
    data = [output.get("data", {}) for cell in notebook.cells if cell.id == cell_id for output in cell.outputs]
    return any(piece in shown[kind] for shown in data if kind in shown)
