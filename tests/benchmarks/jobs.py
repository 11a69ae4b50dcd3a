"""Time jobs from files to files: ``python tests/benchmarks/jobs.py``.

What the ledger costs (a job to a file against the same as a plain stream), how soon a job with 100,000 parts done goes
on, how fast each format and compression is written and read, and how much memory the parent takes for a small input
and for a large one. The text does not repeat; NLTK_DATA says where its data is.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from end_to_end import timed
from varied import varied_texts

from nlpmap.files.compression import compressor

COMMAND = str(Path(sys.executable).with_name("nlpmap"))
OUTPUTS = (
    "conllu",
    "slash",
    "vertical",
    "jsonl",
    "tsv",
    "parquet",
    "conllu.gz",
    "conllu.bz2",
    "conllu.xz",
    "conllu.zst",
)
SMALL_PARTS = """
import sys
from nlpmap.jobs import Options, annotate_files
last = int(sys.argv[3])

def report(summary):
    if last and summary.documents > last:
        raise SystemExit

options = Options(workers=0, resume=not last, part_documents=1)
annotate_files("tokenize", sys.argv[1], sys.argv[2], options, report=report)
"""
Figures = dict[str, dict[str, float]]


def documents_of(megabytes: float, size: int = 2000) -> Iterator[str]:
    """Yield texts of some paragraphs' length, as much as is wanted."""
    return (text[at : at + size] for text in varied_texts(megabytes) for at in range(0, len(text), size))


def write_jsonl(path: Path, megabytes: float) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": text}) + "\n" for text in documents_of(megabytes))
    return path


def ledger_cost(folder: Path, megabytes: float, rounds: int, workers: int) -> Figures:
    """Do the same work as a job and as a stream into a file, in turns, which of them first changing too."""
    corpus = write_jsonl(folder / "ledger.jsonl", megabytes)
    typed = [COMMAND, "tag", str(corpus), "-f", "conllu", "-q", "-j", str(workers)]
    runs: dict[str, list[dict[str, float]]] = {"stream": [], "job": []}
    for number in range(rounds):
        for case in sorted(runs, reverse=number % 2 == 0):
            out = folder / f"{case}.conllu"
            if case == "job":
                runs[case].append(timed([*typed, "-o", str(out), "--force"], folder / "nothing"))
            else:
                runs[case].append(timed(typed, out))
    assert (folder / "job.conllu").read_bytes() == (folder / "stream.conllu").read_bytes()
    figures = {
        case: {key: statistics.median(run[key] for run in mine) for key in ("seconds", "cpu")}
        | {f"least {key}": min(run[key] for run in mine) for key in ("seconds", "cpu")}
        for case, mine in runs.items()
    }
    pairs = list(zip(runs["job"], runs["stream"], strict=True))
    figures["job / stream"] = {
        key: statistics.median(job[key] / stream[key] for job, stream in pairs) for key in ("seconds", "cpu")
    } | {key: figures["job"][key] / figures["stream"][key] for key in ("least seconds", "least cpu")}
    return figures


def time_to_go_on(folder: Path, parts: int) -> Figures:
    """Time from the start of the process to the first new line in a ledger that has so many."""
    corpus, out = folder / "small.jsonl", folder / "small.slash"
    corpus.write_text("".join(f'{{"text": "Document {number} is short."}}\n' for number in range(parts + 1000)))
    typed = [sys.executable, "-c", SMALL_PARTS, str(corpus), str(out)]
    subprocess.run([*typed, str(parts)], check=True)
    ledger = folder / "small.slash.ledger"
    before = ledger.stat().st_size
    began = time.perf_counter()
    process = subprocess.Popen([*typed, "0"])
    while ledger.stat().st_size <= before:
        time.sleep(0.002)
    seconds = time.perf_counter() - began
    process.wait()
    return {f"{parts:,} parts done": {"first new part after s": seconds, "ledger MB": before / 1e6}}


def outputs(folder: Path, megabytes: float, workers: int) -> Figures:
    corpus = write_jsonl(folder / "corpus.jsonl", megabytes)
    return {name: speed(corpus, folder / f"out.{name}", megabytes, workers) for name in OUTPUTS}


def speed(corpus: Path, out: Path, megabytes: float, workers: int) -> dict[str, float]:
    """Tag a corpus into a file."""
    typed = [COMMAND, "tag", str(corpus), "-o", str(out), "-q", "--force", "-j", str(workers)]
    row = timed(typed, out.with_name("nothing"))
    return {
        "seconds": row["seconds"],
        "MB/s": megabytes / row["seconds"],
        "CPU s": row["cpu"],
        "parent MB": row["peak_mb"],
        "output MB": out.stat().st_size / 1e6,
    }


def inputs(folder: Path, megabytes: float, workers: int) -> Figures:
    texts = list(documents_of(megabytes))
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    write: dict[str, Callable[[Path], object]] = {
        "txt (a folder of files)": lambda path: write_folder(path, texts),
        "in.zip": lambda path: write_zip(path, texts),
        "in.jsonl": lambda path: path.write_bytes(lines),
        "in.jsonl.gz": lambda path: path.write_bytes(gzip.compress(lines)),
        "in.jsonl.bz2": lambda path: path.write_bytes(compressor(".bz2")(lines)),
        "in.jsonl.xz": lambda path: path.write_bytes(compressor(".xz")(lines)),
        "in.jsonl.zst": lambda path: path.write_bytes(compressor(".zst")(lines)),
        "in.csv": lambda path: write_csv(path, texts),
        "in.parquet": lambda path: write_parquet(path, texts),
    }
    figures = {}
    for name, make in write.items():
        make(folder / name)
        figures[name] = speed(folder / name, folder / "of-input.slash", megabytes, workers)
    for name in ("conllu", "slash", "vertical"):  # already tokenized: a worker has less to do
        annotated = folder / f"annotated.{name}"
        speed(folder / "in.jsonl", annotated, megabytes, workers)
        figures[f"{name}, tokenized"] = speed(annotated, folder / "of-input.slash", megabytes, workers)
    return figures


def write_folder(folder: Path, texts: Sequence[str]) -> None:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:06}.txt").write_text(text, "utf-8")


def write_zip(path: Path, texts: Sequence[str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, text in enumerate(texts):
            archive.writestr(f"{number:06}.txt", text)


def write_csv(path: Path, texts: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in texts)])


def write_parquet(path: Path, texts: Sequence[str]) -> None:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table({"text": texts}), path, row_group_size=1000)


def small_files(folder: Path, count: int, workers: int) -> Figures:
    """Tokenize so many files of a sentence each into as many, and into one."""
    corpus = folder / "many"
    write_folder(corpus, ["Dogs bark at the old mill."] * count)
    typed = [COMMAND, "tokenize", str(corpus), "-f", "slash", "-q", "-j", str(workers), "-o"]
    cases = {"into as many": f"{folder / 'as-many'}/", "into one": str(folder / "one.slash")}
    rows = {case: timed([*typed, out], folder / "nothing") for case, out in cases.items()}
    return {case: {"seconds": row["seconds"], "files/s": count / row["seconds"]} for case, row in rows.items()}


def memory(folder: Path, sizes: Sequence[float], workers: int) -> Figures:
    """Tokenize inputs of different sizes; tell the parent's peak."""
    figures = {}
    for megabytes in sizes:
        corpus, out = write_jsonl(folder / "memory.jsonl", megabytes), folder / "memory.slash"
        row = timed([COMMAND, "tokenize", str(corpus), "-o", str(out), "-q", "-j", str(workers)], folder / "nothing")
        figures[f"{megabytes:g} MB of input"] = {"parent MB": row["peak_mb"], "seconds": row["seconds"]}
        for path in (corpus, out, out.with_name("memory.slash.ledger")):
            path.unlink()
    return figures


def show(title: str, figures: Figures) -> None:
    columns = list(next(iter(figures.values())))
    print(f"\n{title:26}" + "".join(f"{column:>23}" for column in columns))
    for name, row in figures.items():
        print(f"{name:26}" + "".join(f"{row[column]:23.3f}" for column in columns), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=20, help="of text, for the ledger's cost")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--parts", type=int, default=100_000)
    parser.add_argument("--format-megabytes", type=float, default=5)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--memory-megabytes", type=float, nargs="*", default=[10, 1000])
    parser.add_argument("-j", "--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to write; by default among the temporary files")
    parser.add_argument("--only", nargs="*", help="ledger, resume, outputs, inputs, files, memory")
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    options = parser.parse_args()
    workers = options.workers
    cases: dict[str, Callable[[Path], Figures]] = {
        "ledger": lambda folder: ledger_cost(folder, options.megabytes, options.rounds, workers),
        "resume": lambda folder: time_to_go_on(folder, options.parts),
        "outputs": lambda folder: outputs(folder, options.format_megabytes, workers),
        "inputs": lambda folder: inputs(folder, options.format_megabytes, workers),
        "files": lambda folder: small_files(folder, options.files, workers),
        "memory": lambda folder: memory(folder, options.memory_megabytes, workers),
    }
    figures = {}
    for name, case in cases.items():
        if options.only is None or name in options.only:
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                figures[name] = case(Path(folder))
            show(name, figures[name])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
