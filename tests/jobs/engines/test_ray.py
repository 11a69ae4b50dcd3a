"""A real Ray of this machine does the parts of a job: the bytes of one undisturbed job."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from nlpmap import corpora
from nlpmap.errors import HostError
from nlpmap.jobs import Options, Summary, annotate_files, verify

pytestmark = [pytest.mark.slow, pytest.mark.engines, pytest.mark.filterwarnings("ignore")]  # of Ray's own, in threads


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Ray, whose clusters of this test ask for no token and tell nobody."""
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    yield ray
    ray.shutdown()


@pytest.fixture
def cluster(ray: Any) -> Iterator[Any]:
    """A cluster of two nodes that work, and a head that does not, to which this process is connected."""
    made = pytest.importorskip("ray.cluster_utils").Cluster(
        initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False}
    )
    try:
        for _ in range(2):
            made.add_node(num_cpus=1)
        ray.init(address=made.address, log_to_driver=False)
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


def processes_at_work() -> list[psutil.Process]:
    """List the processes of Ray's that are at a part now."""
    found = psutil.Process().children(recursive=True)
    return [process for process in found if "ray::work_on" in " ".join(process.cmdline())]


def annotate_disturbed(tmp_path: Path, disturb: Callable[[Summary], None] = lambda summary: None) -> None:
    """Have the sample's parts done, and compare them with one undisturbed job."""
    out, inputs = tmp_path / "out", corpora.path("sample")
    options = Options(parts="3KB", workers=0, engine="ray")
    done = annotate_files("tag", inputs, out, options, report=disturb).parts
    assert done is not None
    assert done[0] == done[1] > 9
    annotate_files("tag", inputs, tmp_path / "whole.conllu", Options(workers=0))
    found = b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))
    assert found == (tmp_path / "whole.conllu").read_bytes()
    assert verify(out).differences == ()


def test_parts_are_tasks_of_a_cluster_that_is_not_nlpmap_s_to_end(ray: Any, tmp_path: Path) -> None:
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    annotate_disturbed(tmp_path)
    assert ray.is_initialized()


def test_a_worker_and_a_node_may_be_killed_and_another_come(cluster: Any, tmp_path: Path) -> None:
    nodes = list(cluster.worker_nodes)
    killed: list[int] = []

    def disturb(summary: Summary) -> None:
        if not killed and (found := processes_at_work()):
            killed.append(found[0].pid)
            os.kill(found[0].pid, signal.SIGKILL)
        elif killed and len(cluster.worker_nodes) == len(nodes) and nodes[0] in cluster.worker_nodes:
            cluster.remove_node(nodes[0], allow_graceful=False)
            cluster.add_node(num_cpus=1)

    annotate_disturbed(tmp_path, disturb)
    assert killed
    assert nodes[0] not in cluster.worker_nodes
    assert len(cluster.worker_nodes) == len(nodes)


def test_a_cluster_that_is_not_there_is_one_line(ray: Any, tmp_path: Path) -> None:
    options = Options(parts="20KB", workers=0, engine="ray://127.0.0.1:9")
    with pytest.raises(HostError, match=r"^ray://127\.0\.0\.1:9: "):
        annotate_files("tag", corpora.path("sample"), tmp_path / "out", options)
