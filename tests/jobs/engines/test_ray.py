"""A real Ray of this machine does the parts of a job: the bytes of one undisturbed job."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap import corpora
from nlpmap.errors import HostError
from nlpmap.jobs import Options, annotate_files, verify

pytestmark = [pytest.mark.slow, pytest.mark.engines, pytest.mark.filterwarnings("ignore")]  # of Ray's own, in threads


def test_parts_are_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    out, inputs = tmp_path / "out", corpora.path("sample")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        assert annotate_files("tag", inputs, out, Options(parts="20KB", workers=0, engine="ray")).parts == (3, 3)
        assert ray.is_initialized()  # it is not nlpmap's to end
    finally:
        ray.shutdown()
    annotate_files("tag", inputs, tmp_path / "whole.conllu", Options(workers=0))
    found = b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))
    assert found == (tmp_path / "whole.conllu").read_bytes()
    assert verify(out).differences == ()


def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    options = Options(parts="20KB", workers=0, engine="ray://127.0.0.1:9")
    with pytest.raises(HostError, match=r"^ray://127\.0\.0\.1:9: "):
        annotate_files("tag", corpora.path("sample"), tmp_path / "out", options)
