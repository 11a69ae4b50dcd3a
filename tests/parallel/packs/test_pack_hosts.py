"""Which wheels run where, and what pip is asked for."""

from __future__ import annotations

import pytest

from nlpmap.parallel.packs.hosts import Host, host_of, this_host
from nlpmap.remote.serving.packs.host_facts import host_facts

ADA = Host("3.11", "cpython", ".cpython-311-x86_64-linux-gnu.so", "linux", "x86_64", "glibc 2.28")
ALPINE = ADA._replace(library="musl 1.2")
MAC = Host("3.12", "cpython", ".cpython-312-darwin.so", "darwin", "arm64", "macos 14.2")


@pytest.mark.parametrize(
    ("host", "made_on", "tag", "runs"),
    [
        (ADA, ADA, "cp311-cp311-manylinux_2_28_x86_64", True),
        (ADA, ADA, "cp311-cp311-manylinux_2_29_x86_64", False),
        (ADA, ADA, "cp311-cp311-manylinux2014_x86_64", True),
        (ADA, ADA, "cp311-cp311-linux_x86_64", False),  # compiled there, with what only that host has
        (ADA, ADA._replace(library="glibc 2.36"), "cp311-cp311-manylinux_2_17_x86_64", True),
        (ADA._replace(python="3.12"), ADA, "cp311-cp311-manylinux_2_17_x86_64", False),
        (ADA._replace(suffix=".cpython-311t-x86_64-linux-gnu.so"), ADA, "cp311-cp311-manylinux_2_17_x86_64", False),
        (ADA._replace(machine="aarch64"), ADA, "cp311-cp311-manylinux_2_17_x86_64", False),
        (ADA._replace(implementation="pypy"), ADA, "cp311-cp311-manylinux_2_17_x86_64", False),
        (ALPINE, ADA, "cp311-cp311-manylinux_2_17_x86_64", False),
        (ALPINE, ALPINE, "cp311-cp311-musllinux_1_2_x86_64", True),
        (MAC, MAC, "cp312-cp312-macosx_14_0_arm64", True),
        (MAC, MAC._replace(library="macos 15.1"), "cp312-cp312-macosx_15_0_arm64", False),
        (ALPINE, MAC, "py3-none-any", True),
        (MAC, ADA, "py2.py3-none-any", True),
    ],
)
def test_a_wheel_runs_where_python_platform_and_library_allow_it(
    host: Host, made_on: Host, tag: str, runs: bool
) -> None:
    assert host.runs(tag, made_on) is runs


def test_pip_is_asked_for_all_platforms_that_run_on_the_host() -> None:
    assert ADA.platforms[:2] == ["manylinux_2_28_x86_64", "manylinux2014_x86_64"]
    assert {"manylinux_2_17_x86_64", "manylinux2014_x86_64"} < set(ADA.platforms)
    assert "manylinux_2_29_x86_64" not in ADA.platforms
    assert ALPINE.platforms[0] == "musllinux_1_2_x86_64"
    assert MAC.platforms == ["macosx_14_0_arm64"]
    assert Host("3.12", "cpython", "", "win32", "AMD64", "win32 0.0").platforms == ["win_amd64"]
    assert ADA.pip_options[:6] == ["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"]
    assert "cp313t" in ADA._replace(python="3.13", suffix=".cpython-313t-x86_64-linux-gnu.so").pip_options


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"python": "--pre"},
        {"python": "3.11 "},
        {"machine": "x/../.."},
        {"library": "glibc --index-url=https://evil"},
        {"library": "glibc 2." + "9" * 50},
        {"system": 5},
        {"suffix": None},
    ],
)
def test_a_host_that_tells_nonsense_is_none(facts: dict[str, object]) -> None:
    assert host_of({**host_facts(), **facts} if facts else {}) is None


def test_this_host_is_one() -> None:
    assert host_of(host_facts()) == this_host()
