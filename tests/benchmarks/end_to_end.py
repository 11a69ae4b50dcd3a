"""Time ``nlpmap tag`` against a plain NLTK script and its peers: ``python tests/benchmarks/end_to_end.py``.

Whole processes, from the start to the last byte written, on the same files: text in, ``word/TAG`` out. spaCy has a
tagger of the size of its small models with random weights: right in time, not in tags. The text does not repeat; the
NLTK script has a sample of it. NLTK_DATA says where NLTK's data is. ``--udpipe MODEL`` times UDPipe too, with a model
such as ``udpipe.py`` makes.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts_of_peers import FASTNLTK_SCRIPT, NLTK_SCRIPT, SPACY_SCRIPT, UDPIPE_SCRIPT
from varied import sample_of, varied_texts

import nlpmap


def timed(command: list[str], out: Path) -> dict[str, float]:
    """Run a command to its end; give its seconds, the CPU seconds of all its processes, and its own peak memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with out.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(process.pid, 0)
        assert process.stderr is not None
        errors = process.stderr.read().decode()
        process.stderr.close()
        process.returncode = status
    seconds = time.perf_counter() - started
    if status:
        sys.exit(f"{command[:4]}: {errors[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu": cpu, "peak_mb": usage.ru_maxrss / 1024}


def columns(command: list[str], files: list[str], udpipe: Path | None) -> dict[str, list[str]]:
    """Return the commands to time, by their names: with compiled kernels and with those of numpy."""
    python = [sys.executable, "-c"]
    cases = {}
    for kernels, native in (("compiled", "1"), ("numpy", "0")):
        with_native = ["env", f"NLPMAP_NATIVE={native}", *command]
        for model in ("nltk", "en"):
            for workers in ("1", "2"):
                case = f"nlpmap {model} -j {workers} {kernels}"
                cases[case] = [*with_native, "--model", model, "-f", "slash", "-j", workers, *files]
        cases[f"nlpmap nltk -j 2 {kernels} conllu"] = [
            *with_native,
            "--model",
            "nltk",
            "-f",
            "conllu",
            "-j",
            "2",
            *files,
        ]
    for workers in ("1", "2"):
        cases[f"spaCy n_process={workers}"] = [*python, SPACY_SCRIPT, workers, *files]
    cases["fastNLTK"] = [*python, FASTNLTK_SCRIPT, *files]
    if udpipe is not None:
        cases["UDPipe"] = [*python, UDPIPE_SCRIPT, str(udpipe), *files]
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=12)
    parser.add_argument("--nltk-megabytes", type=float, default=1.5, help="of the same text, for the NLTK script")
    parser.add_argument("--corpus", type=Path, help="JSON lines, instead of the corpora of NLTK's data")
    parser.add_argument("--without", nargs="*", default=[], help="numpy, en, conllu, spacy ...")
    parser.add_argument("--udpipe", type=Path, metavar="MODEL")
    parser.add_argument("--json", type=Path, help="write the figures to a file, too")
    options = parser.parse_args()
    for folder in {Path(package.__path__[0]) for package in (nlpmap, nlpmap.remote)}:
        compileall.compile_dir(folder, quiet=1)  # as after an install, or the first run
    texts = varied_texts(options.megabytes, options.corpus)
    sample = sample_of(texts, options.nltk_megabytes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = written(texts, folder / "all")
        script = [sys.executable, "-c", NLTK_SCRIPT, *written(sample, folder / "some")]
        figures = {"NLTK script": timed(script, folder / "NLTK script.out")}
        share = sum(map(len, texts)) / sum(map(len, sample))
        nltk_seconds = figures["NLTK script"]["seconds"] * share
        command = [str(Path(sys.executable).with_name("nlpmap")), "tag", "-q"]
        print(f"{options.megabytes:g} MB in {len(files)} files; the NLTK script on {1 / share:.0%} of it")
        print(f"{'':30} {'seconds':>9} {'× NLTK':>8} {'CPU s':>8} {'parent MB':>10}")
        for case, run in columns(command, files, options.udpipe).items():
            if set(case.lower().split()) & set(options.without):
                continue
            row = figures[case] = timed(run, folder / f"{case}.out")
            ratio = nltk_seconds / row["seconds"]
            print(f"{case:30} {row['seconds']:9.2f} {ratio:8.1f} {row['cpu']:8.2f} {row['peak_mb']:10.0f}", flush=True)
        written_as = {path.read_bytes() for path in folder.glob("nlpmap nltk -j ? *[dy].out")}
        print("the same bytes with one worker and two, compiled and not:", len(written_as) == 1)
        again = timed([*command, "--model", "nltk", "-f", "slash", *script[3:]], folder / "again.out")
        equal = (folder / "again.out").read_bytes() == (folder / "NLTK script.out").read_bytes()
        print(f"the same bytes as the NLTK script: {equal} ({again['seconds']:.2f} s)")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


def written(texts: list[str], folder: Path) -> list[str]:
    """Write texts to files, and return their paths."""
    folder.mkdir()
    paths = [folder / f"{rank:04}.txt" for rank in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return [str(path) for path in paths]


if __name__ == "__main__":
    main()
