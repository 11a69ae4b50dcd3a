"""The status of a job in parts says what a person asks: how long it took, and how far it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nlpmap.jobs import Options, annotate_files, status
from nlpmap.jobs.shared.done_so_far import SharedStatus
from nlpmap.jobs.shared.part_plan import read_plan
from nlpmap.jobs.shared.part_records import done_parts
from nlpmap.jobs.shared.stores.store import store_at


def test_the_time_of_a_job_is_from_its_first_part_s_begin_to_its_last_one_s_end(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / "in" / f"{name}.txt").parent.mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.txt").write_text("Dogs bark.", "utf-8")
    out = tmp_path / "out"
    annotate_files("tokenize", tmp_path / "in", out, Options(workers=0, parts=1))
    assert status(out).seconds >= max(one.seconds for one in done_parts(store_at(out), read_plan(store_at(out)).names))
    store, names = store_at(out), read_plan(store_at(out)).names
    for one, ended in zip(done_parts(store, names), (100.0, 104.0), strict=True):
        store.put(names.done(one.part), replace(one, ended=ended, seconds=10.0).to_bytes())
    found = status(out)
    assert isinstance(found, SharedStatus)
    assert (found.seconds, found.seconds_of_parts) == (14.0, 20.0)
    assert str(found).splitlines()[1] == (
        "  tokenize: 2 documents, 6 tokens in 14.0 s (0 tokens/s); one part after the other, 20.0 s"
    )
