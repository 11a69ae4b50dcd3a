"""Make the pictures of the README, of a terminal and of a notebook: ``python docs/pictures/make.py``.

The terminal's shows what the commands print, run anew; the notebook's, outputs that the notebook holds.
"""

from __future__ import annotations

import html
import io
import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COLUMNS = 96
COMMANDS = (
    "nlpmap tag corpora/sample -o tagged.conllu",
    "head -8 tagged.conllu",
    """nlpmap concordance tagged.conllu '[lemma="be"] [xpos="VBN"]' --sort 'right 1' -n 6""",
    "nlpmap sketch tagged.conllu say -n 5",
)
NOTEBOOK = ROOT / "notebooks" / "02_explore_a_corpus.ipynb"
CELLS = ('corpus.concordance(\'[upos="ADJ"]', 'corpus.frequencies("upos").plot')  # as their sources begin
WIDTH, HEIGHT = 1160, 960
DURATION = re.compile(r"in [\d.]+ s \([\d,]+ tokens/s\)")
FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)  # of another host
SHEET = """
.page { font: 13px/1.4 system-ui, sans-serif; color: #1f2328; background: #fff; padding: 12px 16px; }
.page pre { font: 13px/1.4 ui-monospace, monospace; background: #f6f8fa; border: 1px solid #d1d9e0; border-radius: 4px;
  padding: 8px 10px; margin: 10px 0; }
.page svg { max-width: 100%; }
"""


def shown(command: str, folder: Path) -> str:
    """Return what a command prints on a terminal, with its colours."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "HOME": str(folder)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    with subprocess.Popen(
        shlex.split(command), stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment
    ):
        os.close(theirs)
        printed = b""
        while piece := _read(ours):
            printed += piece
    os.close(ours)
    lines = printed.decode().replace("\r\n", "\n").splitlines()
    return "\n".join(line.rpartition("\r")[2] for line in lines).strip("\n")  # a progress bar overwrites its line


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody writes to it any more
        return b""


def terminal_picture() -> str:
    """Return the picture of a terminal, in SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "corpora" / "sample", folder / "corpora" / "sample")
        for command in COMMANDS:
            console.print(Text.assemble(("$ ", "green"), (command, "bold")))
            console.print(
                Text.from_ansi(DURATION.sub("in 0.4 s (37,128 tokens/s)", shown(command, folder))), end="\n\n"
            )
    picture = console.export_svg(title="nlpmap", unique_id="terminal")
    return FONT.sub("", picture).rstrip() + "\n"


def outputs(begins: str) -> tuple[str, str]:
    """Return the source of a cell of the notebook, by how it begins, and its output as markup."""
    cells: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    [cell] = [cell for cell in cells if "".join(cell["source"]).startswith(begins)]
    [output] = cell["outputs"]
    markup = output["data"].get("text/html") or output["data"]["image/svg+xml"]
    return "".join(cell["source"]), "".join(markup)


def notebook_picture() -> str:
    """Return the picture of two cells of the notebook, in SVG with their own markup."""
    cells = [f"<pre>{html.escape(source)}</pre>{markup}" for source, markup in map(outputs, CELLS)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
        f'<foreignObject width="{WIDTH}" height="{HEIGHT}">\n<div xmlns="http://www.w3.org/1999/xhtml" class="page">\n'
        f"<style>{SHEET}</style>\n{''.join(cells)}\n</div>\n</foreignObject>\n</svg>\n"
    )


PICTURES = {"terminal.svg": terminal_picture, "notebook.svg": notebook_picture}

if __name__ == "__main__":
    for name, make in PICTURES.items():
        (HERE / name).write_text(make(), "utf-8")
