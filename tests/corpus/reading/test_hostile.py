"""No reader takes time that grows with the square of its file, whatever the file repeats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nlpmap.corpus.inputs.places import LocalFile
from nlpmap.corpus.inputs.source import source_at
from nlpmap.corpus.reading.reading import Reading, documents_with_positions
from tests.growth import TIMES, grows_linearly

pytestmark = pytest.mark.slow
COUNT = 2_500
TOKEN = "1\tDogs\t_\t_\t_\t_\t_\t_\t_\t_\n"
HOSTILE: dict[str, Callable[[int], str]] = {  # by the number of pieces
    "columns.csv": lambda n: "text" + ",a" * n + "\nDogs" + ",b" * n + "\n",
    "same columns.csv": lambda n: "text" + ",a" * n + "\n" + "Dogs" + "," * n + "\n",
    "quotes.csv": lambda n: "text\n" + '"' * n + "\n",
    "open.csv": lambda n: "text\n" + '"a\n' * n,
    "trailing.csv": lambda n: "text\n" + 'a,"b" c\n' * n,
    "quotes.tsv": lambda n: "id\ttext\n" + 'a\t"b\n' * n,
    "one line.tsv": lambda n: "id\ttext\n" + '"a\t' * n + "\n",
    "comments.conllu": lambda n: "# newdoc id = a\n" + "# a = b\n" * n + TOKEN + "\n",
    "spaces.conllu": lambda n: "# newdoc" + " " * n + "x" + "\n" + TOKEN + "\n",
    "sentence.conllu": lambda n: "".join(f"{number}\tDogs" + "\t_" * 8 + "\n" for number in range(1, n + 1)) + "\n",
    "misc.conllu": lambda n: "1\tDogs" + "\t_" * 7 + "\t" + "a=b|" * n + "c=d\n\n",
    "feats.conllu": lambda n: "1\tDogs\t_\t_\t_\t" + "a=b|" * n + "c=d" + "\t_" * 4 + "\n\n",
    "documents.conllu": lambda n: "# newdoc id = a\n" * n,
    "ranges.conllu": lambda n: f"1-{n}\tDogs" + "\t_" * 8 + "\n" + TOKEN + "\n",
    "attribute.vert": lambda n: "<doc " + "a" * n + ">\nDogs\tNNS\n</doc>\n",
    "attributes.vert": lambda n: "<doc" + " a=b" * n + ">\nDogs\tNNS\n</doc>\n",
    "spaces.vert": lambda n: "<doc" + " " * n + '"\nDogs\tNNS\n</doc>\n',
    "quotes.vert": lambda n: "<doc" + ' a="' * n + ">\nDogs\tNNS\n</doc>\n",
    "open.vert": lambda n: "<doc>\n" * n,
    "around.vert": lambda n: "<a>\n" * n + "<doc>\nDogs\tNNS\n</doc>\n",
    "columns.vert": lambda n: "<doc>\nDogs" + "\ta" * n + "\n</doc>\n",
    "brackets.slash": lambda n: "[ " * n + "Dogs/NNS\n",
    "slashes.slash": lambda n: "a" + "/" * n + "NN\n",
    "columns.iob": lambda n: "Dogs NNS B-NP" + " a" * n + "\n\n",
    "nested.jsonl": lambda n: "[" * n + "\n" + '{"text": "a"}\n',
    "keys.jsonl": lambda n: '{"text": "a"' + ', "b": 1' * n + "}\n",
    "digits.jsonl": lambda n: '{"text": "a", "b": ' + "1" * n + "}\n",
    "objects.json": lambda n: "[" + '{"text": "a"},\n' * n + '{"text": "a"}]',
    "open.json": lambda n: '[{"text": "' + "a" * n,
    "nested.html": lambda n: "<b>" * n,
    "comments.html": lambda n: "<!--" * n,
    "spaces.html": lambda n: "<b> </b>" * n,
    "siblings.xml": lambda n: "<a>" + "<x></x>" * n + "</a>",
    "texts.xml": lambda n: "<a>" + "<text>b</text>" * n + "</a>",
    "entities.xml": lambda n: "<a>" + "&mdash;" * n + "</a>",
    "cdata.xml": lambda n: "<a>" + "<![CDATA[" * n + "</a>&mdash;",
    "from.mbox": lambda n: "From a" + "1:11 " * n + "\n\n",
    "messages.mbox": lambda n: "From a\nSubject: x\n\nDogs.\n\n" * (n // 8),
    "marks.mbox": lambda n: "From a\nSubject: x\n\n" + ">" * n + "\n",
    "times.srt": lambda n: "1\n00:00:01,000 --> 00:00:02,000\na\n\n" * (n // 4),
    "marks.srt": lambda n: "1\n00:00:01,000 --> 00:00:02,000\n" + "<i" * n + "\n",
    "spaces.txt": lambda n: " \n" * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_reader_takes_time_that_grows_with_its_file(tmp_path: Path, name: str) -> None:
    suffix = name.rpartition(".")[2]

    def read(path: Path) -> None:
        for _ in documents_with_positions(source_at(LocalFile(path), f"a.{suffix}"), Reading()):
            pass

    paths = [tmp_path / f"{size}.{suffix}" for size in (COUNT, TIMES * COUNT)]
    for path, size in zip(paths, (COUNT, TIMES * COUNT), strict=True):
        path.write_text(HOSTILE[name](size), "utf-8")
    assert grows_linearly(lambda: read, *paths)
