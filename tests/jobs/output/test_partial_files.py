"""Outputs while they are partial."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap.errors import InputError
from nlpmap.jobs.output.layout import one_file
from nlpmap.jobs.output.partial_files import reopened


def test_an_output_whose_partial_file_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    layout = one_file(tmp_path / "file" / "out.conllu", None)
    with pytest.raises(InputError, match=r"out\.conllu: can't be written"):
        reopened(layout, 0, 0)
