"""What is installed: versions, cores, kernels, models, NLTK's data, and what only some formats need."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..errors import ModelError
from ..models import available, nltk_data
from ..optional import EXTRAS
from ..parallel.transports.cores import usable_cores
from ..remote.native import kernels_in_use
from ..remote.serving.installed import version_of

if TYPE_CHECKING:
    from .check_up import State

LIBRARIES = ("execnet", "nltk", "numpy", "click")
Found = Iterator[tuple[str, str, "State"]]


def versions() -> Found:
    """Yield the versions of nlpmap, of Python and of the libraries that nlpmap always needs."""
    yield "nlpmap", __version__, "ok"
    yield "Python", f"{platform.python_version()} ({sys.implementation.name}), {sys.executable}", "ok"
    for name in LIBRARIES:
        version = version_of(name)
        yield (name, version, "ok") if version else (name, f"not there: pip install {name}", "fault")


def machine() -> Found:
    """Yield what the machine is, the cores that may be used, and which kernels do the work."""
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}", "ok"
    yield "cores", f"{usable_cores()} may be used", "ok"
    yield "kernels", kernels_in_use(), "ok"


def models() -> Found:
    """Yield each model that needs no file, and what of NLTK's own is missing."""
    for name, model in available():
        if isinstance(model, ModelError):
            yield f"model {name}", str(model), "absent" if name == nltk_data.NAME else "fault"
        else:
            yield f"model {name}", f"{', '.join(map(str, model.parcel))}; {model.digest[:12]}", "ok"


def data() -> Found:
    """Yield where NLTK's data is looked for."""
    import nltk

    there = [path for path in nltk.data.path if Path(path).is_dir()]
    found = ", ".join(there) or "none found; it is needed for --model nltk and for names alone"
    yield "NLTK's data", found, "ok" if there else "absent"


def extras() -> Found:
    """Yield the libraries that only some formats and hosts need."""
    for extra, names in EXTRAS.items():
        missing = [name for name in names if find_spec(name) is None]
        if missing:
            yield extra, f"not there: pip install {' '.join(missing)}", "absent"
        else:
            yield extra, ", ".join(f"{name} {version_of(name) or ''}".strip() for name in names), "ok"
