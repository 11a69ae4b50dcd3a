"""Run the notebooks and store what they show, but for what differs from run to run (bars, and who ran them).

``python notebooks/refresh.py``, after a change that can be seen in one; a test says whether they are fresh.
"""

from __future__ import annotations

import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
MODEL = FOLDER.parent / "nlpmap" / "models" / "bundled" / "en.nlpmap"


def executed(notebook: Any, folder: Path) -> Any:
    """Run a notebook in a folder, and return it with what it shows."""
    NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook


def stored(notebook: Any) -> Any:
    """Return a notebook as it is kept: what every run has alike, nothing of the machine, and the model's digest."""
    notebook.metadata = {
        "kernelspec": notebook.metadata["kernelspec"],
        "language_info": {"name": "python"},
        "nlpmap": {"model": sha256(MODEL.read_bytes()).hexdigest()},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if is_lasting(output)]
    return notebook


def is_lasting(output: Any) -> bool:
    """Return whether an output is no bar."""
    return output.get("name") != "stderr" and "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.ipynb")):
        with tempfile.TemporaryDirectory() as folder:
            run = executed(nbformat.read(path, as_version=4), Path(folder))
        nbformat.write(stored(run), path)
