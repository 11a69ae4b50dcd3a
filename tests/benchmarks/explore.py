"""How long it takes to index a large corpus and to ask it things, beside Conc, polars-corpus, NLTK and DuckDB.

The corpus is made by drawing sentences of treebanks, with rare words put in for some of theirs, so that the vocabulary
keeps growing as that of real text does. Run as ``python -m tests.benchmarks.explore make OUT.parquet TOKENS``, then
``... index OUT.parquet`` and ``... ask OUT.parquet``; ``... peers OUT.parquet`` in an environment that has the peers.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import numpy as np

TREEBANKS = Path(__file__).parents[3] / "shared/data/ud"
SENTENCES = 2**13  # drawn at a time: one document in sixteen of them
CHANGED = ("NN", "NNS", "NNP", "JJ", "VB", "VBD")  # tags of which one word in six is another
SHAPE = 0.15  # of the Pareto distribution that rare words are drawn from: how fast the vocabulary grows
CONSONANTS, VOWELS = "bcdfglmnprstv", "aeiou"
COLUMNS = ("form", "lemma", "xpos", "upos")


def treebank_columns() -> tuple[dict[str, tuple[list[str], Any]], Any]:
    """Return the values and numbers of each column of the treebanks, and where sentences end."""
    rows: list[list[str]] = []
    ends: list[int] = []
    for path in sorted(TREEBANKS.glob("*.conllu")):
        for line in path.read_text("utf-8").split("\n"):
            cells = line.split("\t")
            if cells[0].isdigit():
                rows.append([cells[number] for number in (1, 2, 4, 3)])
            elif not line and len(rows) > (ends[-1] if ends else 0):
                ends.append(len(rows))
    columns = {}
    for name, values in zip(COLUMNS, zip(*rows, strict=True), strict=True):
        numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
        columns[name] = (list(numbers), np.array([numbers[value] for value in values], np.int64))
    return columns, np.array(ends)


def rare_word(number: int) -> str:
    """Return a word that is called by a number."""
    number += len(CONSONANTS) * len(VOWELS)  # two syllables at least
    syllables = []
    while number:
        number, rest = divmod(number, len(CONSONANTS) * len(VOWELS))
        syllables.append(CONSONANTS[rest % len(CONSONANTS)] + VOWELS[rest // len(CONSONANTS)])
    return "".join(syllables)


def drawn_blocks(tokens: int) -> Iterator[dict[str, Any]]:
    """Yield blocks of columns, of so many tokens in all."""
    columns, ends = treebank_columns()
    starts = np.concatenate([[0], ends[:-1]])
    tags, tag_of = columns["xpos"]
    changed = np.isin(tags, CHANGED)[tag_of]
    rng = np.random.default_rng(1)
    total = document = 0
    while total < tokens:
        chosen = rng.integers(len(ends), size=SENTENCES)
        lengths = (ends - starts)[chosen]
        first = np.cumsum(lengths) - lengths
        places = np.repeat(starts[chosen] - first, lengths) + np.arange(lengths.sum())
        size = len(places)
        number = np.fmod(np.floor(rng.pareto(SHAPE, size)), 2.0**40).astype(np.int64)
        mask = changed[places] & (rng.random(size) < 1 / 6)
        block: dict[str, Any] = {name: column[1][places] for name, column in columns.items()}
        block["rare"] = np.where(mask, number, -1)
        in_document = np.arange(SENTENCES) // 16
        block["doc"] = document + np.repeat(in_document, lengths)
        block["sentence"] = 1 + np.repeat(np.arange(SENTENCES) % 16, lengths)
        block["token"] = 1 + np.arange(size) - np.repeat(first, lengths)
        document += int(in_document[-1]) + 1
        total += size
        yield block


def make(out: str, tokens: int) -> None:
    """Write a corpus as a table of tokens."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns, _ = treebank_columns()
    writer = None
    for block in drawn_blocks(tokens):
        size = len(block["doc"])
        rare, numbers = np.unique(block["rare"], return_inverse=True)
        words = [rare_word(number) for number in rare.tolist() if number >= 0]
        before = len(rare) - len(words)
        table: dict[str, Any] = {}
        for name in COLUMNS:
            values, ids = columns[name][0], block[name]
            if name in ("form", "lemma"):
                ids = np.where(block["rare"] >= 0, len(values) + numbers - before, ids)
                values = values + words
            table[name] = pa.DictionaryArray.from_arrays(ids.astype(np.int32), values).cast(pa.string())
        lengths = np.char.str_len(np.array([*columns["form"][0], *words]))
        ids = np.where(block["rare"] >= 0, len(columns["form"][0]) + numbers - before, block["form"])
        ends = np.cumsum(lengths[ids] + 1) - 1
        begins = ends - lengths[ids]
        shift = begins[np.searchsorted(block["doc"], block["doc"])]
        row = {
            "doc": pa.array(np.char.add("d", block["doc"].astype(str))),
            "sentence": block["sentence"],
            "token": block["token"],
            "form": table["form"],
            "start": begins - shift,
            "end": ends - shift,
            "xpos": table["xpos"],
            "upos": table["upos"],
            "iob": pa.nulls(size, pa.string()),
            "lemma": table["lemma"],
            "stars": pa.array((block["doc"] % 5 + 1).astype(str)),
        }
        made = pa.table(row)
        writer = writer or pq.ParquetWriter(out, made.schema, compression="zstd")
        writer.write_table(made)
    if writer is not None:
        writer.close()


def seconds() -> float:
    """Return the processor seconds of this process and its children so far."""
    return sum(use.ru_utime + use.ru_stime for use in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


WATCH = """
import select, sys
most = [0, 0]
while True:
    with open(f"/proc/{sys.argv[1]}/status") as status:
        sizes = dict(line.split(":", 1) for line in status)
    most = [max(old, int(sizes[name].split()[0])) for old, name in zip(most, ("RssAnon", "VmRSS"))]
    if select.select([sys.stdin], [], [], 0.002)[0]:
        if not sys.stdin.readline():
            break
        print(*most, flush=True)
        most = [0, 0]
"""


class MemoryWatch:
    """Watches, from another process, how much memory this one has: its own, and with that of files that are mapped."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", WATCH, str(os.getpid())]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.most = [0, 0]

    def peaks(self) -> list[int]:
        """Return the most of both, in MB, since this was asked last."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found = [int(size) // 1024 for size in self.process.stdout.readline().split()]
        self.most = list(map(max, self.most, found))
        return found

    def close(self) -> None:
        self.process.communicate()


@cache
def memory() -> MemoryWatch:
    return MemoryWatch()


def timed(name: str, function: Callable[[], Any]) -> Any:
    """Call a function, and say what it came to, how long it took, and how much memory of its own the process had."""
    memory().peaks()
    begun, used = time.perf_counter(), seconds()
    found = function()
    took = f"{seconds() - used:8.3f} s CPU {time.perf_counter() - begun:8.3f} s"
    print(f"{name:52} {took} {memory().peaks()[0]:6,} MB   {found}", flush=True)
    return found


def say_memory() -> None:
    """Say the most memory that this process had, and stop watching it."""
    own, resident = memory().most
    print(
        f"{own:,} MB of its own at most; {resident:,} MB with the pages of files, which the system takes back at need"
    )
    memory().close()


def index(out: str) -> None:
    """Index a corpus."""
    from nlpmap.corpus.annotated import open
    from nlpmap.explore.index.building import build

    path = Path(f"{out}.nlpx")
    path.unlink(missing_ok=True)
    timed("index", lambda: f"{build(open(out).sections, path, workers=0).tokens:,} tokens")
    timed("index, 2 workers", lambda: f"{build(open(out).sections, f'{path}.2', workers=2).tokens:,} tokens")
    Path(f"{path}.2").unlink()
    print(f"{path.stat().st_size / 1e6:,.0f} MB index")
    say_memory()


QUERIES = (
    '[xpos="JJ"] [lemma="car"]',
    '[xpos="JJ"] [xpos="NN.*"]',
    '[xpos="JJ"] [xpos="NN.*"] within s',
    '[xpos="DT"]? [xpos="JJ"]* [xpos="NN.*"] within s',
    '"the"%c []{0,3} "of" within s',
    '<s> [upos="PRON"] []* [lemma="say"] within s',
    '".*ing"',
    '"CAR"%c',
    'a:[] "and" b:[] :: a.xpos = b.xpos within s',
    '<doc stars="5"> []',
)


def ask(out: str) -> None:
    """Ask an indexed corpus what people ask."""
    from nlpmap.explore import open
    from nlpmap.explore.query.matching import Matches

    path = f"{out}.nlpx"
    timed("import and open", lambda: open(path).explored.tokens)
    corpus = open(path)
    timed("first page of a concordance", lambda: len(corpus.concordance('"car"').page()))
    timed("first page of a frequent word's", lambda: len(corpus.concordance('"the"').page()))
    timed("collocations", lambda: len(corpus.collocations('[lemma="car"]', of="lemma")))
    timed("collocations of a frequent word", lambda: len(corpus.collocations('"of"', of="lemma")))
    timed("keywords", lambda: len(corpus.keywords(open(path))))
    for query in QUERIES:
        timed(f"counted {query}", lambda query=query: f"{Matches(corpus.explored, query).count:,}")  # type: ignore[misc]
    lines = corpus.concordance('"that"', sort=("right 1", "left 1"))
    timed("lines", lambda: f"{len(lines.matches):,}")
    timed("sorted", lambda: len(lines.order))
    timed("bigrams", lambda: f"{len(corpus.ngrams(2)):,}")
    timed("their first rows", lambda: corpus.ngrams(2).head(3).to_dicts()[0])
    timed("trigrams", lambda: f"{len(corpus.ngrams(3)):,}")
    timed("frequencies of forms by metadata", lambda: f"{len(corpus.frequencies('form', by='stars')):,}")
    timed("frequencies of what a query matches", lambda: len(corpus.frequencies("form", where='[xpos="JJ"] []')))
    timed("keywords by metadata", lambda: len(corpus.compare("stars")))
    timed("dispersion", lambda: len(corpus.dispersion('"the"', by="stars")))
    timed("all tokens", lambda: f"{len(corpus.query('[]').starts):,}")
    timed("all tokens, up to five", lambda: f"{len(corpus.query('[]{1,5} within s').starts):,}")
    say_memory()


def peers(out: str) -> None:
    """Ask the same of those peers that are installed: DuckDB over the table, NLTK, Conc, polars-corpus."""
    with suppress(ImportError):
        ask_duckdb(out)
    with suppress(ImportError):
        ask_nltk(out)
    with suppress(ImportError):
        ask_conc(out)
    with suppress(ImportError):
        ask_polars_corpus(out)


def ask_duckdb(out: str) -> None:
    import duckdb

    connection = duckdb.connect()
    source = f"read_parquet('{out}')"
    after = "lead({0}) over (order by file_row_number)"
    columns = ", ".join(f"{after.format(name)} as next_{name}" for name in ("form", "lemma", "xpos"))
    rows = f"(select form, xpos, {columns} from read_parquet('{out}', file_row_number = true))"
    ask_rows = {
        "a word": f"select count(*) from {source} where form = 'car'",
        '[xpos="JJ"] [lemma="car"]': f"select count(*) from {rows} where xpos = 'JJ' and next_lemma = 'car'",
        '[xpos="JJ"] [xpos="NN.*"]': f"select count(*) from {rows} where xpos = 'JJ' and next_xpos like 'NN%'",
        "bigrams": f"select count(*) from (select form, next_form, count(*) from {rows} group by form, next_form)",
    }
    for name, query in ask_rows.items():
        timed(f"DuckDB {name}", lambda query=query: connection.execute(query).fetchall())  # type: ignore[misc]


def read_columns(out: str, *names: str) -> list[list[str]]:
    """Read columns of a table."""
    import duckdb

    found = duckdb.connect().execute(f"select {', '.join(names)} from read_parquet('{out}')").fetchnumpy()
    return [found[name].tolist() for name in names]


def ask_nltk(out: str) -> None:
    from nltk.text import ConcordanceIndex

    [tokens] = read_columns(out, "form")
    made = timed("NLTK ConcordanceIndex", lambda: ConcordanceIndex(tokens))
    timed("NLTK first page", lambda: len(made.find_concordance("car")[:20]))


def ask_conc(out: str) -> None:
    import spacy
    from conc.conc import Conc  # type: ignore[import-not-found]
    from conc.corpus import Corpus  # type: ignore[import-not-found]

    texts: dict[str, list[str]] = {}
    for doc, form in zip(*read_columns(out, "doc", "form"), strict=True):
        texts.setdefault(doc, []).append(form)
    path = Path(f"{out}.conc.csv")
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text"])
        rows.writerows([" ".join(words)] for words in texts.values())
    folder = Path(f"{out}.conc")
    folder.mkdir(exist_ok=True)
    model = folder / "model"  # its tokenizer alone, as the tokens are known
    blank = spacy.blank("en")
    for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
        blank.add_pipe("sentencizer", name=name)  # Conc turns it off
    blank.to_disk(model)
    made = Corpus(name="drawn", description="drawn sentences")
    timed(
        "Conc build",
        lambda: made.build_from_csv(str(path), text_column="text", save_path=f"{folder}/", model=str(model)),
    )
    conc = Conc(corpus=made)
    timed("Conc concordance", lambda: conc.concordance("car", context_length=10).to_frame().shape)
    timed("Conc collocates", lambda: conc.collocates("car").to_frame().shape)
    timed("Conc bigrams", lambda: conc.ngram_frequencies(ngram_length=2).to_frame().shape)


def ask_polars_corpus(out: str) -> None:
    import polars as pl  # type: ignore[import-not-found,unused-ignore]
    import polars_corpus  # type: ignore[import-not-found]

    frame = pl.read_parquet(out)
    for query in QUERIES[:2]:
        timed(f"polars-corpus {query}", lambda query=query: len(polars_corpus.search_cqp(frame, query, "doc")))  # type: ignore[misc]


COMMANDS: dict[str, Callable[..., None]] = {
    "make": lambda out, tokens: make(out, int(tokens)),
    "index": index,
    "ask": ask,
    "peers": peers,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
