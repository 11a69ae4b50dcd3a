"""The command that made the bundled model: ``python -m nlpmap.learn TRAIN.conllu --dev DEV.conllu -o en.json.gz``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ..remote.document import Document
from ..remote.formats import conllu
from .train import accuracy, train


@click.command()
@click.argument("treebanks", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dev", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A treebank to measure on.")
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The model's file.")
@click.option("--licence", default="", help="The licence of the treebanks, and so of the model.")
@click.option("--origin", default="", help="Where the treebanks come from, in words.")
@click.option("--passes", default=5, show_default=True, help="Passes over the treebanks.")
@click.option("--seed", default=1, show_default=True, help="Seed of the order of sentences.")
def main(
    treebanks: tuple[Path, ...], dev: Path | None, out: Path, licence: str, origin: str, passes: int, seed: int
) -> None:
    """Train a model on TREEBANKS in CoNLL-U, and write it to a file."""
    documents = [document for treebank in treebanks for document in read(treebank)]
    options: dict[str, object] = {"passes": passes, "seed": seed}
    metadata = {"language": "en", "origin": origin, "licence": licence, **options}
    name = out.name.partition(".")[0]
    model = train(name, documents, metadata, passes=passes, seed=seed)
    if dev:
        scores = {f"{dev.stem}, gold tokens, XPOS": round(accuracy(model, read(dev)), 4)}
        model = replace(model, metadata=metadata | {"accuracy": scores})
    out.write_bytes(model.to_bytes())
    click.echo(f"{out}: {out.stat().st_size:,} bytes, {model.digest[:12]}, {model.metadata.get('accuracy', '')}")


def read(path: Path) -> list[Document]:
    with path.open(encoding="utf-8") as lines:
        return list(conllu.parse(lines, path.stem))


if __name__ == "__main__":
    main()
