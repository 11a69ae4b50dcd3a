"""Nothing that comes from a worker is made more of than builtins, as far as the sources tell."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import nlpmap

UNPICKLERS = {"pickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "multiprocessing"}
RUNNERS = {"eval", "exec", "compile", "__import__", "read_pickle", "allow_pickle"}
ALLOWED = {
    ("parallel/pickling.py", "cloudpickle"): {"Pickler", "register_pickle_by_value"},  # which write
    ("cli/importing.py", "cloudpickle"): {"register_pickle_by_value"},
}


def dangers(path: str, source: str) -> list[str]:
    """What of a module's source could make more of bytes than builtins."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names):
                modules = [alias.name.partition(".")[0] for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module.partition(".")[0]]
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner in UNPICKLERS:
                found += [] if attr in ALLOWED.get((path, owner), ()) else [f"{owner}.{attr}"]
                continue
            case ast.Name(id=name) | ast.keyword(arg=str(name)) if name in RUNNERS:
                found.append(name)
                continue
            case ast.Attribute(attr=attr) if attr in {"read_pickle", "load_module", "exec_module"}:
                found.append(attr)
                continue
            case ast.Constant(value=str(text)) if text in UNPICKLERS:
                found.append(repr(text))  # for import_module
                continue
            case _:
                continue
        found += [module for module in modules if module in UNPICKLERS and (path, module) not in ALLOWED]
    return found


def test_nothing_that_comes_from_a_worker_is_unpickled() -> None:
    package = Path(nlpmap.__file__).parent
    near_side = {str(path.relative_to(package)): path.read_text("utf-8") for path in package.rglob("*.py")}
    near_side = {path: source for path, source in near_side.items() if not path.startswith("remote/")}
    assert len(near_side) > 50
    assert {path: found for path, source in near_side.items() if (found := dangers(path, source))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from pickle import loads",
        "import pickle as p",
        "import cloudpickle\ncloudpickle.loads(b'')",
        "from multiprocessing.reduction import ForkingPickler",
        "pandas.read_pickle(file)",
        "numpy.load(file, allow_pickle=True)",
        "eval(text)",
        "import_module('pickle').loads(data)",
        "def read(file):\n    from pickle import Unpickler\n    return Unpickler(file).load()",
    ],
)
def test_unpickling_in_any_dress_is_seen(source: str) -> None:
    assert dangers("parallel/pickling.py", source)
