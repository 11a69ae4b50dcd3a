"""One name, one meaning: few functions and classes of the package are called as one of another module is.

The share is of the definitions: two modules that each define ``check`` count twice.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST = 0.08
ON_PURPOSE = {
    "parse": "each format's reader",
    "render": "each format's writer",
    "to_utf8": "each format's writer where there is compiled code",
    "begins": "where in a file of a format a document begins",
    "ends": "where in a file of a format a document ends",
    "work": "each worker module's answer to one item",
    "work_all": "each worker module's answer to a batch",
    "tokenize": "from Python and from a shell",
    "tag": "from Python and from a shell",
    "chunk": "from Python and from a shell",
    "plan": "from Python and from a shell",
    "status": "from Python and from a shell",
    "verify": "from Python and from a shell",
    "retry": "from Python and from a shell",
    "evaluate": "from Python and from a shell",
    "count": "from Python and from a shell",
    "collocations": "from Python and from a shell",
    "dispersion": "from Python and from a shell",
    "keywords": "from Python and from a shell",
    "ngrams": "from Python and from a shell",
}


def names_of(file: Path) -> Iterator[str]:
    """Yield the public functions and classes that a module defines."""
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def modules_by_name() -> dict[str, list[str]]:
    found = defaultdict(list)
    for file in sorted([*ROOT.glob("nlpmap/**/*.py"), *ROOT.glob("remote/**/*.py")]):
        for name in dict.fromkeys(names_of(file)):
            found[name].append(str(file.relative_to(ROOT)))
    return found


def test_few_names_are_shared_between_modules() -> None:
    found = modules_by_name()
    shared = {name: files for name, files in found.items() if len(files) > 1 and name not in ON_PURPOSE}
    share = sum(map(len, shared.values())) / sum(map(len, found.values()))
    offenders = "".join(f"\n{name}: {', '.join(files)}" for name, files in shared.items())
    assert share < MOST, f"{share:.1%} of the names are shared:{offenders}"
    print(f"{share:.1%}{offenders}")


def test_names_that_may_be_shared_are() -> None:
    found = modules_by_name()
    assert [name for name in ON_PURPOSE if len(found[name]) < 2] == []
