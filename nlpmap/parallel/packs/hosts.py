"""Hosts, by what they tell of themselves: which compiled code runs there, and how pip is asked for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ...remote.serving.packs.host_facts import host_facts

FACTS = {
    "python": r"3\.\d{1,2}",
    "implementation": r"\w{1,20}",
    "suffix": r"[\w.-]{0,80}",
    "system": r"\w{1,20}",
    "machine": r"[\w-]{1,20}",
    "library": r"[a-z]\w{0,19} \d{1,4}(?:\.\d{1,4}){0,3}",
}
LEGACY = {"manylinux2014": 17, "manylinux2010": 12, "manylinux1": 5}  # and the glibc 2 that each stands for
OLDEST_GLIBC = 5


class Host(NamedTuple):
    """An interpreter's version and name, what its compiled modules end with, and what they run on."""

    python: str
    implementation: str
    suffix: str
    system: str
    machine: str
    library: str

    @property
    def library_name(self) -> str:
        return self.library.partition(" ")[0]

    @property
    def library_version(self) -> tuple[int, ...]:
        return tuple(map(int, self.library.partition(" ")[2].split(".")))[:2]

    @property
    def shown(self) -> str:
        """The host as an error names it."""
        return f"{self.implementation} {self.python} on {self.system} {self.machine} ({self.library})"

    def runs(self, tag: str, made_on: Host) -> bool:
        """Return whether what a wheel's tag tells of runs here; ``made_on`` is the host that it is installed on.

        What was compiled there, or by a distribution, may need what only that host has.

        >>> ada = Host("3.11", "cpython", ".cpython-311-x86_64-linux-gnu.so", "linux", "x86_64", "glibc 2.28")
        >>> ada.runs("py3-none-any", ada), ada.runs("cp311-cp311-manylinux_2_28_x86_64", ada)
        (True, True)
        >>> ada.runs("cp311-cp311-manylinux_2_34_x86_64", ada)
        False
        """
        python, _, platform = (*tag.split("-"), "", "")[:3]
        if platform == "any":
            return python.startswith("py")
        same = self.python, self.implementation, self.suffix, self.system, self.machine
        return same == made_on[:5] and self._has(platform, made_on)

    def _has(self, platform: str, made_on: Host) -> bool:
        """Return whether the library that a platform's name tells of is here."""
        if platform.startswith("linux_"):
            return False
        name, version = library_of_platform(platform) or (made_on.library_name, made_on.library_version)
        return self.library_name == name and self.library_version >= version

    @property
    def platforms(self) -> list[str]:
        """The platforms whose wheels run here, as pip names them.

        >>> Host("3.13", "cpython", "", "linux", "aarch64", "glibc 2.17").platforms[:2]
        ['manylinux_2_17_aarch64', 'manylinux2014_aarch64']
        """
        major, minor = (*self.library_version, 0)[:2]
        match self.library_name:
            case "glibc" if major == 2:
                names = [f"manylinux_2_{number}" for number in range(minor, OLDEST_GLIBC - 1, -1)]
                names[1:1] = [name for name, number in LEGACY.items() if number <= minor]
                return [f"{name}_{self.machine}" for name in names]
            case "musl":
                return [f"musllinux_1_{number}_{self.machine}" for number in (2, 1)]
            case "macos":
                return [f"macosx_{major}_{minor if major < 11 else 0}_{self.machine}"]
            case "win32":
                return [f"win_{self.machine.lower()}"]
        return [f"{self.system}_{self.machine}"]

    @property
    def pip_options(self) -> list[str]:
        """What pip is told of the host."""
        short = "cp" + self.python.replace(".", "")
        free_threaded = "t" if f"-{short[2:]}t-" in self.suffix else ""
        abis = [short + free_threaded, *([] if free_threaded else ["abi3"]), "none"]
        options = ["--implementation", "cp", "--python-version", self.python]
        options += [word for abi in abis for word in ("--abi", abi)]
        return options + [word for platform in self.platforms for word in ("--platform", platform)]


def library_of_platform(platform: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the C library, and its oldest version, that a platform's name asks for, or None where it names none.

    >>> library_of_platform("manylinux_2_27_x86_64"), library_of_platform("manylinux2014_x86_64")
    (('glibc', (2, 27)), ('glibc', (2, 17)))
    """
    if found := re.match(r"(manylinux|musllinux|macosx)_(\d+)_(\d+)_", platform):
        names = {"manylinux": "glibc", "musllinux": "musl", "macosx": "macos"}
        return names[found[1]], (int(found[2]), int(found[3]))
    legacy = platform.partition("_")[0]
    return ("glibc", (2, LEGACY[legacy])) if legacy in LEGACY else None


def host_of(facts: Mapping[str, object]) -> Host | None:
    """Return the host that facts tell of, or None where they tell of none.

    >>> host_of({"python": "--pre"}) is None, host_of(host_facts()) is None
    (True, False)
    """
    values = [facts.get(name) for name in FACTS]
    fits = all(
        isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII)
        for value, pattern in zip(values, FACTS.values(), strict=True)
    )
    return Host(*map(str, values)) if fits else None


def this_host() -> Host:
    """Return the host that this process runs on."""
    return Host(*(str(host_facts()[name]) for name in FACTS))
