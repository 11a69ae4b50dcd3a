"""What tests of jobs share: jobs that end in the middle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap.jobs import Options, Summary, annotate_files

Interrupt = Callable[[Path, Path | str, int, Options], None]


class Stop(Exception):
    """What ends a job in the middle."""


@pytest.fixture
def interrupt() -> Interrupt:
    """A function that does a job's first documents, and then fails."""

    def run(corpus: Path, out: Path | str, after: int, options: Options) -> None:
        def stop(summary: Summary) -> None:
            if summary.documents >= after:
                raise Stop

        with pytest.raises(Stop):
            annotate_files("tokenize", corpus, out, options, report=stop)

    return run
