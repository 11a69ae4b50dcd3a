"""The command that made the bundled model: ``python -m nlpmap.learn TRAIN.conllu --dev DEV.conllu -o en.nlpmap``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

import click

from ..models import Model
from ..remote.document import Document
from ..remote.formats import conllu
from ..remote.kernels.sentences import SentenceSplitter
from ..remote.kernels.words import WordTokenizer
from .corpora import forms, tagged_sentences, texts
from .tagger import TaggerOptions
from .train import accuracy, train, train_splitter

DEFAULTS = TaggerOptions()
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FILES = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("treebanks", nargs=-1, required=True, type=FILE)
@click.option("--dev", type=FILE, help="A treebank to measure on.")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The model's file.")
@click.option("--text", "plain", multiple=True, type=FILES, help="Plain text for word clusters: a file, folder or zip.")
@click.option("--dictionary", type=FILES, help="Words tagged in another corpus, as word_TAG: a file, folder or zip.")
@click.option("--licence", default="", help="The licence of the treebanks, and so of the model.")
@click.option("--origin", default="", help="Where the treebanks come from, in words.")
@click.option("--passes", default=DEFAULTS.passes, show_default=True, help="Passes over the treebanks.")
@click.option("--models", default=DEFAULTS.models, show_default=True, help="Models trained and averaged.")
@click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Seed of the order of sentences.")
def main(
    treebanks: tuple[Path, ...],
    dev: Path | None,
    out: Path,
    plain: tuple[Path, ...],
    dictionary: Path | None,
    licence: str,
    origin: str,
    passes: int,
    models: int,
    seed: int,
) -> None:
    """Train a model on TREEBANKS in CoNLL-U, and write it to a file."""
    documents = [document for treebank in treebanks for document in read(treebank)]
    options = replace(DEFAULTS, passes=passes, models=models, seed=seed)
    tagged = list(tagged_sentences(dictionary)) if dictionary else []
    unlabelled = [[form for form, _ in sentence] for sentence in tagged] + list(sentences(plain, documents))
    metadata: dict[str, object] = {"language": "en", "origin": origin, "licence": licence, "options": as_json(options)}
    model = train(
        out.name.partition(".")[0],
        documents,
        metadata,
        options,
        unlabelled=unlabelled,
        dictionary=chain.from_iterable(tagged),
        report=click.echo,
    )
    if dev:
        model = replace(model, metadata=metadata | {"accuracy": scores(model, dev)})
    out.write_bytes(model.to_bytes())
    click.echo(f"{out}: {out.stat().st_size:,} bytes, {model.digest[:12]}, {model.metadata.get('accuracy', '')}")


def as_json(options: TaggerOptions) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(options).items()}


def scores(model: Model, dev: Path) -> dict[str, float]:
    """Measure a model on a treebank."""
    gold = read(dev)
    columns = {"XPOS": "tags", "UPOS": "universal"}
    return {f"{dev.stem}, gold tokens, {name}": round(accuracy(model, gold, of), 4) for name, of in columns.items()}


def sentences(plain: Iterable[Path], documents: Iterable[Document]) -> Iterable[list[str]]:
    """Split plain text into sentences and words, by what the treebanks say of sentences."""
    splitter, words = SentenceSplitter(train_splitter(document.text for document in documents)), WordTokenizer()
    return (sentence for path in plain for text in texts(path) for sentence in forms(text, splitter, words))


def read(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as lines:
        return list(conllu.parse(lines, path.stem))


if __name__ == "__main__":
    main()
