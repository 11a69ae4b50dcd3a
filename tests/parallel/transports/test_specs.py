"""Specs: read as pytest-xdist reads them, and refused with a suggestion where they are misspelt."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlpmap
from nlpmap.errors import InputError
from nlpmap.parallel.transports.specs import check_spec, expand, is_local, parse
from nlpmap.remote import double


def test_specs_are_pairs_strings_or_both() -> None:
    assert expand([("popen", 2), "ssh=ada", "2*popen//nice=5"]) == ["popen"] * 2 + ["ssh=ada"] + ["popen//nice=5"] * 2
    assert parse("4*popen") == ("popen", 4)
    assert nlpmap.map(double, [1, 2], "2*popen") == nlpmap.map(double, [1, 2], ["popen", ("popen", 1)]) == [2, 4]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("poepn", "spec 'poepn': unknown key 'poepn'; did you mean 'popen'?"),
        ("popen//pyton=python3", "unknown key 'pyton'; did you mean 'python'?"),
        (
            "popen//zzzzz=1",
            "unknown key 'zzzzz'; known keys: popen, ssh, ssh_config, id, python",
        ),
        ("python=python3", "does not say what to start: begin it with one of popen, ssh"),
        ("socket=127.0.0.1:8888", "nlpmap has no socket= workers; use ssh=user@host"),
        ("popen//via=gw0", "nlpmap has no via= workers; name the host in between as ProxyJump in an ssh_config file"),
        ("ssh=ada//installvia=gw0", "nlpmap has no installvia= workers; start its workers with ssh=user@host"),
        ("vagrant_ssh=default", "nlpmap has no vagrant_ssh= workers; write what `vagrant ssh-config` prints to a file"),
        ("ssh", "ssh needs a host, as in ssh=user@host"),
        ("popen//popen", "duplicate key: 'popen'"),
        ("popen//nice=very", "invalid literal for int()"),
        ("0*popen", "a count is 1 or more, not 0"),
        ("", "unknown key ''"),
        ("popen//", "unknown key ''"),
    ],
)
def test_a_wrong_spec_is_refused_with_what_to_do(spec: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        expand(spec)
    assert message in str(caught.value)


@pytest.mark.parametrize("specs", [[], [("popen",)], [("popen", "2")], [5]])
def test_what_is_no_spec_is_refused(specs: object) -> None:
    with pytest.raises(InputError, match="specs"):
        expand(specs)  # type: ignore[arg-type]


def test_only_this_very_interpreter_is_local() -> None:
    assert is_local("popen")
    assert is_local("popen//env:LANG=C")
    assert not is_local("popen//python=python3.12")
    assert not is_local("ssh=ada")


def test_environment_folder_and_priority_of_a_spec_hold_in_the_worker(tmp_path: Path) -> None:
    def look(name: str) -> tuple[str, str, int]:
        import os
        from pathlib import Path

        return os.environ[name], str(Path.cwd()), os.nice(0)

    spec = f"popen//env:COLOUR=blue//chdir={tmp_path}//nice=3"
    check_spec(spec)
    [(colour, folder, nice)] = nlpmap.map(look, ["COLOUR"], spec)
    assert (colour, folder) == ("blue", str(tmp_path))
    assert nice >= 3
