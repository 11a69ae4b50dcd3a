"""The first line of a ledger, which names every input, is written, sealed and replaced a bit at a time."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpmap.jobs.records import ledger as ledgers
from nlpmap.jobs.records import long_json
from nlpmap.jobs.records.ledger import Ledger
from nlpmap.jobs.records.long_json import json_pieces
from nlpmap.jobs.records.seal import is_sealed

VALUES = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), VALUES), st.booleans(), st.sampled_from([1, 2, 1000]))
def test_pieces_of_json_are_the_whole(entries: dict[str, object], is_sorted: bool, at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(long_json, "ENTRIES", at_once)
        for separators in ((",", ":"), (", ", ": ")):
            whole = json.dumps(entries, separators=separators, sort_keys=is_sorted).encode()
            assert b"".join(json_pieces(entries, separators, is_sorted)) == whole


def test_a_long_ledger_is_never_whole_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(ledgers, "BLOCK", 2**14)
    order = {"inputs": [{"file": f"/letters/{number:08}.txt", "size": number} for number in range(20_000)]}
    path, parts = tmp_path / "out.ledger", b'{"number":1}\n' * 100_000
    tracemalloc.start()
    try:
        ledger = Ledger.begun(path, order, like=path)
        _, begun = tracemalloc.get_traced_memory()
        ledger.add(parts)
        moved = ledger.amend({**order, "more": "x" * 100})
        _, amended = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    ledger.file.close()
    head, rest = path.read_bytes().split(b"\n", 1)
    assert begun < len(head)
    assert amended < len(head) + len(rest)
    assert rest == parts
    assert moved == len(',"more":""') + 100
    assert json.loads(head)["inputs"] == order["inputs"]
    assert is_sealed(json.loads(head))
