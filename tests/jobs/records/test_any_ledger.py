"""A ledger may say anything: what is done with it then, or a line that says it is none, but no other error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlpmap.errors import InputError
from nlpmap.jobs import Options, annotate_files, retry, status, verify
from nlpmap.jobs.records.shape import has_shape

VALUES = [None, -1, 10**30, "\ud800", "a\0b", [["x"]], {"a": {"b": 1}}]
COMMANDS = [
    pytest.param(status, id="status"),
    pytest.param(verify, id="verify"),
    pytest.param(retry, id="retry"),
    pytest.param(lambda out: annotate_files("tag", given(out), out, resume=True), id="resume", marks=pytest.mark.slow),
]


def given(out: str) -> str:
    return str(Path(out).with_name("in.txt"))


def places(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where there is a value within JSON."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*before, key)
        yield from places(entry, (*before, key))


def with_value(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    changed = value.copy()
    changed[place[0]] = with_value(value[place[0]], place[1:], new)
    return changed


def without(value: Any, place: tuple[Any, ...]) -> Any:
    if len(place) > 1:
        return with_value(value, place[:1], without(value[place[0]], place[1:]))
    return {key: entry for key, entry in value.items() if key != place[0]} if isinstance(value, dict) else value[:-1]


@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_a_ledger_says_is_done_or_refused_in_a_line(command: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.conllu"
    (tmp_path / "in.txt").write_text("Dogs bark.")
    annotate_files("tag", given(str(out)), out, Options(workers=0))
    ledger, written = tmp_path / "out.conllu.ledger", out.read_bytes()
    lines = [json.loads(line) for line in ledger.read_bytes().splitlines()]
    refused = 0
    for place in places(lines):
        for changed in [without(lines, place), *(with_value(lines, place, new) for new in VALUES)]:
            ledger.write_text("".join(json.dumps(line) + "\n" for line in changed))
            try:
                command(str(out))
            except InputError as error:
                assert len(str(error).splitlines()) == 1  # noqa: PT017 - most values are none of these
                refused += 1
            assert out.read_bytes() == written
    assert refused > len(VALUES)


@pytest.mark.parametrize("target", [2, 2**40])
def test_a_part_of_an_output_that_was_not_ordered_is_none(tmp_path: Path, target: int) -> None:
    out = tmp_path / "out.conllu"
    (tmp_path / "in.txt").write_text("Dogs bark.")
    annotate_files("tag", str(tmp_path / "in.txt"), out, Options(workers=0))
    ledger = tmp_path / "out.conllu.ledger"
    order, part = ledger.read_text().splitlines()
    ledger.write_text(f"{order}\n{json.dumps({**json.loads(part), 'target': target})}\n")
    for command in (status, verify, retry):
        with pytest.raises(InputError, match="not a ledger of nlpmap's"):
            command(str(out))


def test_shapes_are_of_numbers_lists_and_keys() -> None:
    assert has_shape({"a": [1, 2], "b": None}, {"a": [int], "b": (str, None), "c?": str})
    assert not has_shape(True, int)
    assert not has_shape(float("inf"), float)
    assert not has_shape({"a": "b"}, {"a": [str]})
    assert not has_shape({}, {"a": int})
