"""A worker's standard error is cut where it grows; what is written meanwhile is kept."""

from __future__ import annotations

import os

import pytest

from nlpmap.parallel.transports import execnet_adapter
from nlpmap.parallel.transports.execnet_adapter import MOST_STDERR, PipedProcess, parsed_spec


def test_what_is_written_while_it_is_cut_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    process = PipedProcess(parsed_spec("popen"))
    try:
        theirs = os.dup(process.stderr.fileno())  # as the worker has it: the same open file
        os.write(theirs, b"x" * MOST_STDERR + b"\nout of bread\n")
        truncate = os.ftruncate

        def truncate_and_write(descriptor: int, size: int) -> None:
            truncate(descriptor, size)
            os.write(theirs, b"out of cheese\n")

        monkeypatch.setattr(os, "ftruncate", truncate_and_write)
        process.is_over()
        monkeypatch.undo()
        assert os.fstat(theirs).st_size < execnet_adapter.STDERR_END  # written at its end, not where it was before
        os.write(theirs, b"out of shelves\n")
        assert process.stderr_tail().endswith("out of bread\nout of cheese\nout of shelves")
        os.close(theirs)
    finally:
        process.kill()
        process.wait()
        process.close()
