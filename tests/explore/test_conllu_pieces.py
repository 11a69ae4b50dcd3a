"""A piece made of CoNLL-U's lines equals that of the documents that they are read as, or is left to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.corpus.scanning import Irregular
from nlpmap.explore.index.conllu_pieces import piece_of_lines
from nlpmap.explore.index.pieces import IndexPiece, index_piece
from nlpmap.remote.formats.conllu import parse

FORMS = st.sampled_from(["a", "do", "n't", "_", "Ém", "x y"])
TAGS = st.sampled_from(["_", "NN", "VB"])
FEATS = st.sampled_from(["_", "_", "Number=Plur", "Case=Nom|Number=Sing"])
MISC = st.sampled_from(
    ["_", "_", "SpaceAfter=No", "SpacesAfter=\\s\\s", "SpacesAfter=\\n\\n", "Chunk=B-NP", "Chunk=I-NP|SpaceAfter=No",
     "NltkForm=``", "Surface=b", "X=1|Y", "SpacesBefore=\\s"]
)  # fmt: skip
HEADS = st.sampled_from(
    ["# newpar", "# newpar id = 3", "# sent_id = 1", '# metadata = {"stars": 5}', "# metadata = x", "# text = a do",
     "# spaces = \\n", "# newdoc", "# newdoc id = d 2", "# global.columns = ID FORM"]
)  # fmt: skip


@st.composite
def sentences(draw: st.DrawFn) -> list[str]:
    lines = draw(st.lists(HEADS, max_size=2))
    words, begin = draw(st.lists(st.tuples(FORMS, FORMS, TAGS, TAGS, MISC), max_size=4)), len(lines)
    spelt = ""
    for number, (form, lemma, upos, xpos, misc) in enumerate(words, start=1):
        if draw(st.integers(0, 5)) == 0 and number < len(words):
            lines.append(
                "\t".join(
                    [f"{number}-{number + 1}", draw(st.sampled_from(["dodo", "don't", "x"])), *"______", draw(MISC)]
                )
            )
        if draw(st.integers(0, 9)) == 0:
            lines.append("\t".join([f"{number - 1}.1", "e", *"________"]))
        lines.append("\t".join([str(number), form, lemma, upos, xpos, draw(FEATS), "0", "_", "_", misc]))
        spelt += form + " " * ("SpaceAfter=No" not in misc)
    if draw(st.booleans()):
        lines.insert(begin, f"# text = {spelt.rstrip()}")
    return [*lines, ""]


def values(piece: IndexPiece) -> dict[str, Any]:
    columns = {name: np.array(piece.values[name], object)[ids].tolist() for name, ids in piece.ids.items()}
    ends = {name: getattr(piece, name).tolist() for name in ("sentence_ends", "paragraph_ends", "document_ends")}
    return {**columns, **ends, "flags": piece.flags.tolist(), "ids": piece.document_ids, "metadata": piece.metadata}


@given(st.lists(sentences(), max_size=5), st.integers(1, 3), st.booleans())
def test_a_piece_of_lines_is_that_of_documents(parts: list[list[str]], record: int, is_ended: bool) -> None:
    lines = ["# newdoc id = d1", *(line for part in parts for line in part)]
    if not is_ended and not lines[-1]:
        lines.pop()
    try:
        piece = piece_of_lines([*lines, *[""] * is_ended], "name", record)
    except (Irregular, IndexError):
        return
    assert values(piece) == values(index_piece(parse([f"{line}\n" for line in lines], "name", record=record)))


LINE = "1\ta\tb\tX\tY\t_\t_\t_\t_\t_"


@pytest.mark.parametrize(
    "lines",
    [
        [LINE, ""],
        ["# newdoc", LINE],
        ["# newdoc", LINE, "# newdoc", LINE, ""],
        ["# newdoc", LINE + "\r", ""],
        ["# newdoc", LINE, "# comment", ""],
        ["# newdoc", "2" + LINE[1:], ""],
        ["# newdoc", "1-2" + LINE[1:], LINE, ""],
        ["# newdoc", LINE, " ", ""],
        ["# newdoc", "1\ta", ""],
    ],
)
def test_what_is_not_regular_is_left_to_the_reader(lines: list[str]) -> None:
    with pytest.raises(Irregular):
        piece_of_lines(lines, "", 1)


def test_regular_documents_are_made_of_their_lines() -> None:
    lines = [
        "# newdoc id = d1",
        "# text = a a",
        LINE,
        "2" + LINE[1:],
        "",
        "# newpar",
        LINE,
        "",
        "# newdoc",
        "# newpar",
        LINE,
        "",
    ]
    piece = piece_of_lines(lines, "f", 7)
    assert (piece.document_ids, piece.flags.tolist()) == (["d1", "f#8"], [1, 1, 0, 0])
    assert [ends.tolist() for ends in (piece.sentence_ends, piece.paragraph_ends, piece.document_ends)] == [
        [2, 3, 4],
        [2, 3, 4],
        [3, 4],
    ]
