"""Make the shipped package importable in a worker process, then hand over to its courier.

This is the one source that execnet sends as such; it must be understood by every Python 3, so that one that is
too old can say so.
"""

import importlib
import importlib.abc
import importlib.util
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, SourceFileLoader
from typing import Any

OLDEST = (3, 10)


class ShippedPackage(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds and loads modules whose source came over the channel.

    Those of ``libraries`` are compiled, and lie in files of this machine; they load where they are of this Python.
    Those of ``versions`` have their files on this machine, too, and so their bytecode, if these still are what was
    shipped: their sizes and times tell.
    """

    def __init__(self, sources: Any, libraries: Any = (), versions: Any = ()) -> None:
        self.sources = sources
        self.libraries = dict(libraries)
        self.versions = dict(versions)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname in self.libraries and self.libraries[fullname].endswith(EXTENSION_SUFFIXES[0]):
            return importlib.util.spec_from_file_location(fullname, self.libraries[fullname])
        if fullname not in self.sources:
            if fullname.partition(".")[0] in self.sources:  # else Python looks where the package lies at home
                raise ModuleNotFoundError(f"{fullname} was not shipped", name=fullname)
            return None
        filename, is_package, _ = self.sources[fullname]
        spec = importlib.util.spec_from_loader(fullname, self, origin=filename, is_package=is_package)
        if spec is not None and is_package:
            spec.submodule_search_locations = [os.path.dirname(filename)]  # noqa: PTH120
        return spec

    def is_package(self, fullname: str) -> bool:
        return bool(self.sources[fullname][1])

    def get_source(self, fullname: str) -> str:
        return str(self.sources[fullname][2])

    def exec_module(self, module: Any) -> None:
        filename, _, source = self.sources[module.__name__]
        module.__file__ = filename
        code = self.bytecode(module.__name__, filename) or compile(source, filename, "exec", dont_inherit=True)
        exec(code, module.__dict__)

    def bytecode(self, fullname: str, filename: str) -> Any:
        try:
            status = os.stat(filename)  # noqa: PTH116
            if (status.st_size, status.st_mtime_ns) == self.versions.get(fullname):
                return SourceFileLoader(fullname, filename).get_code(fullname)
        except (OSError, ImportError, SyntaxError, EOFError, ValueError):
            pass  # what was shipped is compiled then, and says what is wrong with it
        return None


class SameModules(ShippedPackage):
    """Finds the package that was shipped by the name that it has where it came from, too.

    What a user's function imports is then of the same classes as what it is given.
    """

    def __init__(self, sources: Any, shipped: str, name: str) -> None:
        ShippedPackage.__init__(self, {name + module[len(shipped) :]: source for module, source in sources.items()})
        self.shipped = shipped
        self.name = name

    def exec_module(self, module: Any) -> None:
        same = importlib.import_module(self.shipped + module.__name__[len(self.name) :])
        sys.modules[module.__name__] = same


def start(channel: Any) -> None:
    package, sources, settings = channel.receive()
    if sys.version_info < OLDEST:
        channel.send(
            ("Refused", "Python {}.{} is too old: nlpmap needs {}.{} or later".format(*sys.version_info[:2], *OLDEST))
        )
        return
    sys.meta_path.insert(0, ShippedPackage(sources, settings.get("libraries", ()), settings.get("versions", ())))
    if settings.get("path"):  # it imports from where the coordinator does
        sys.meta_path.insert(0, SameModules(sources, package, "nlpmap.remote"))
    importlib.import_module(package + ".serving.courier").serve_process(channel, settings)


if __name__ == "__channelexec__":
    start(channel)  # type: ignore[name-defined]  # noqa: F821
