"""Treebanks read from any document on, as jobs that go on do: nothing of their bytes is lost, or read twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap.corpus.inputs.sources import find
from nlpmap.corpus.reading.located import START
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
from nlpmap.remote.formats import conllu

SENTENCE = "# sent_id = {}\n1\tDogs\t_\tNOUN\tNNS\t_\t_\t_\t_\t_\n\n"
TREEBANKS = {
    "head": "# made by hand\n\n# newdoc id = a\n" + SENTENCE + "# newdoc id = b\n" + SENTENCE,
    "comments before": "# by hand\n# newdoc\n" + SENTENCE + SENTENCE.replace("1\t", "# newdoc\n1\t") + "# the end\n",
    "no newdoc": SENTENCE * 2,
    "some before": SENTENCE + "# newdoc id = b\n# x\n\n# y\n" + SENTENCE + "# z\n\n# newdoc\n" + SENTENCE,
    "columns": "# global.columns = ID FORM\n# newdoc\n1\tDogs\n\n# newdoc\n# x\n1\tCats\n\n# newdoc\n1\tYes\n\n",
    "no tokens": "# newdoc id = a\n# x\n# newdoc id = b\n" + SENTENCE + "# newdoc id = c\n# y\n",
}


@pytest.mark.parametrize("name", TREEBANKS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_read_from_a_position_on_is_the_rest_of_the_bytes(tmp_path: Path, name: str, end: str) -> None:
    path = tmp_path / "trees.conllu"
    path.write_text(TREEBANKS[name], "utf-8", newline=end)
    [source] = find(path)
    found = list(documents_with_positions(source, Reading()))
    for position in (START, *(one.end for one in found), *(one.start for one in found)):
        rest = [one.document for one in documents_with_positions(source, Reading(), position) if one.document]
        assert "".join(map(conllu.render, rest)).encode() == path.read_bytes()[position.offset :]
        assert rest == [one.document for one in found if one.start >= position]
        assert [one.id for one in rest] == [one.id for one in found if one.start >= position]
