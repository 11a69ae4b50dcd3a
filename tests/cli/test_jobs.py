"""Jobs as they are typed: going on, status, plan, retry, verify, shards, the quarantine, and what is refused."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # many real commands, or whole corpora: half a second each and more

Run = Callable[..., subprocess.CompletedProcess[str]]
FilesOf = Callable[[Path], dict[str, bytes]]

TOKENIZER = """
POISON = "poison"


class Words:
    def tokenize(self, text):
        if POISON in text:
            raise ValueError("this is poison")
        return text.split()


words = Words()
"""


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Two files of 30 documents each, the 21st of them poison; and a tokenizer that fails at these."""
    (tmp_path / "frail.py").write_text(TOKENIZER, "utf-8")
    folder = tmp_path / "letters"
    folder.mkdir()
    for name in ("a", "b"):
        write_letters(folder / f"{name}.jsonl")
    return folder


def write_letters(path: Path) -> None:
    """Write 30 documents, the 21st of them poison."""
    name = path.stem
    texts = (f"Line {n} of {name} {'is poison' if n == 20 else 'rains'}." for n in range(30))
    lines = (json.dumps({"id": f"{name}{n}", "text": text}) + "\n" for n, text in enumerate(texts))
    path.write_text("".join(lines), "utf-8")


@pytest.fixture
def tokenize(nlpmap: Run, letters: Path) -> Run:
    """A function that tokenizes the letters, in the command's own process."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return nlpmap("tokenize", "letters", "--tokenizer", "frail:words", "-j", 0, *arguments)

    return run


def said(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    """Return the exit code and the one line that was said."""
    assert done.stderr.startswith("nlpmap: ")
    assert done.stderr.count("\n") == 1
    return done.returncode, done.stderr.removeprefix("nlpmap: ").rstrip("\n")


def test_a_job_that_failed_goes_on_where_it_was(tokenize: Run, tmp_path: Path) -> None:
    first = tokenize("-o", "out.slash")
    assert first.returncode == 1
    assert first.stderr.startswith("nlpmap: item 20: ValueError: this is poison (document 'a20')\n")
    command = "nlpmap tokenize letters --tokenizer frail:words -j 0 -o out.slash --resume"
    assert first.stderr.endswith(f"; 20 documents kept; go on with: {command}\n")
    assert not (tmp_path / "out.slash").exists()
    asked = "out.slash is not finished (20 documents done): add --resume to go on, or --force to begin anew"
    assert said(tokenize("-o", "out.slash")) == (1, asked)
    changed = "can't resume out.slash: --limit was None, now 19. Begin anew with --force"
    assert said(tokenize("-o", "out.slash", "--resume", "--limit", 19)) == (1, changed)
    last = tokenize("-o", "out.slash", "--resume", "--on-error", "quarantine", "-q")
    assert (last.returncode, last.stderr) == (3, "")
    tokenize("-o", "whole.slash", "--on-error", "quarantine")
    assert (tmp_path / "out.slash").read_bytes() == (tmp_path / "whole.slash").read_bytes()


def test_failures_are_counted_written_down_and_the_exit_code_is_3(tokenize: Run, tmp_path: Path) -> None:
    done = tokenize("-o", "out.slash", "--on-error", "quarantine")
    assert done.returncode == 3
    errors = tmp_path / "out.slash.errors.jsonl"
    assert re.fullmatch(
        rf"tokenized 58 documents, 58 sentences, 290 tokens in .* s \(.* tokens/s\): out\.slash; "
        rf"2 documents failed: {re.escape(str(errors))}\n",
        done.stderr,
    )
    failures = list(map(json.loads, errors.read_text("utf-8").splitlines()))
    assert [(one["id"], one["file"], one["line"]) for one in failures] == [
        ("a20", "letters/a.jsonl", 21),
        ("b20", "letters/b.jsonl", 21),
    ]


def test_status_tells_of_an_interrupted_job_and_of_one_that_is_done(tokenize: Run, nlpmap: Run) -> None:
    tokenize("-o", "out.slash")
    interrupted = nlpmap("status", "out.slash")
    assert interrupted.returncode == 0
    assert re.match(
        r"out\.slash: interrupted, \d\d% of the input\n  tokenize: 20 documents, 100 tokens", interrupted.stdout
    )
    assert interrupted.stdout.endswith("  go on with the same command and --resume\n")
    tokenize("-o", "out.slash", "--resume", "--on-error", "quarantine")
    done = nlpmap("status", "out.slash")
    assert re.match(r"out\.slash: done\n  tokenize: 58 documents, 290 tokens in .* s \(.* tokens/s\)\n", done.stdout)
    assert "  model: en (" in done.stdout
    assert re.search(r"\); without workers\n", done.stdout)
    assert "  2 documents failed: " in done.stdout
    as_json = json.loads(nlpmap("status", "out.slash", "--json").stdout)
    assert (as_json["state"], as_json["documents"], as_json["failed"]) == ("done", 58, 2)


def test_plan_says_what_a_job_would_take(letters: Path, nlpmap: Run) -> None:
    plan = nlpmap("plan", "letters", "-o", "out.conllu.gz", "--task", "tokenize")
    assert (plan.returncode, plan.stderr) == (0, "")
    assert plan.stdout.startswith("2 files: about 60 documents, ")
    assert "  time: about " in plan.stdout
    assert json.loads(nlpmap("plan", "letters", "--json").stdout)["files"] == 2


@pytest.mark.parametrize("out", ["out.conllu", "out.conllu.gz", "out.parquet", "out/"])
def test_retry_puts_what_failed_in_its_place_and_verify_agrees(
    nlpmap: Run, letters: Path, tmp_path: Path, out: str, files_of: FilesOf
) -> None:
    typed = ["tokenize", "letters", "-j", 0, "--on-error", "quarantine"]
    assert nlpmap(*typed, "-o", f"whole/{out}").returncode == 0
    assert nlpmap(*typed, "-o", out, "--max-chars", 18).returncode == 3
    again = nlpmap("retry", out, "-j", 0)
    assert again.returncode == 0
    assert again.stderr.startswith("tokenized 60 documents")
    assert files_of(tmp_path / out) == files_of(tmp_path / "whole" / out)
    verified = nlpmap("verify", out)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout.endswith(": as written\n")
    assert not (tmp_path / f"{out.rstrip('/')}.errors.jsonl").exists()


def test_a_limit_of_bytes_is_told_by_its_flag_and_raised_to_go_on(nlpmap: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Dogs."}\n{"text": "Dogs bark at cats."}\n{"text": "Cats."}\n')
    typed = ["tokenize", "a.jsonl", "-j", 0, "-q"]
    assert nlpmap(*typed, "-o", "whole.slash").returncode == 0
    stopped = nlpmap(*typed, "-o", "out.slash", "--max-bytes", 20)
    what = "a.jsonl:2: a document of 31 bytes, where 20 are allowed. Raise --max-bytes to read it"
    assert (stopped.returncode, what in stopped.stderr) == (1, True)
    assert nlpmap(*typed, "-o", "out.slash", "--max-bytes", 31, "--resume").returncode == 0
    assert nlpmap(*typed, "-o", "b.slash", "--max-bytes", 20, "--on-error", "quarantine").returncode == 3
    assert "max_bytes" in (tmp_path / "b.slash.errors.jsonl").read_text("utf-8")
    assert nlpmap("retry", "b.slash", "-j", 0, "--max-bytes", 30).returncode == 3
    assert nlpmap("retry", "b.slash", "-j", 0, "--max-bytes", 31).returncode == 0
    for name in ("out.slash", "b.slash"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole.slash").read_bytes()


def test_retry_with_what_still_fails_exits_with_3(nlpmap: Run, letters: Path) -> None:
    nlpmap("tokenize", "letters", "-j", 0, "--on-error", "quarantine", "-o", "out.slash", "--max-chars", 18)
    assert nlpmap("retry", "out.slash", "-j", 0, "--max-chars", 20).returncode == 3


def test_retry_takes_a_tokenizer_of_ones_own_again_that_has_been_mended(
    tokenize: Run, nlpmap: Run, tmp_path: Path
) -> None:
    assert tokenize("-o", "out.slash", "--on-error", "quarantine").returncode == 3
    asked = "the job had a tokenizer of your own, Words: give it again, as --tokenizer"
    assert said(nlpmap("retry", "out.slash", "-j", 0)) == (1, asked)
    frail = tmp_path / "frail.py"
    frail.write_text(frail.read_text("utf-8").replace('"poison"', '"no such thing"'), "utf-8")
    assert nlpmap("retry", "out.slash", "-j", 0, "--tokenizer", "frail:words").returncode == 0
    tokenize("-o", "whole.slash")
    assert (tmp_path / "out.slash").read_bytes() == (tmp_path / "whole.slash").read_bytes()


def test_verify_finds_what_was_changed(nlpmap: Run, letters: Path, tmp_path: Path) -> None:
    nlpmap("tokenize", "letters", "-j", 0, "-o", "out.slash")
    (tmp_path / "out.slash").write_bytes(b"X" + (tmp_path / "out.slash").read_bytes()[1:])
    verified = nlpmap("verify", "out.slash")
    assert verified.returncode == 1
    assert "are not those that were written" in verified.stdout


def test_shards_are_numbered_and_hold_the_corpus_in_order(nlpmap: Run, letters: Path, tmp_path: Path) -> None:
    typed = ["tokenize", "letters", "-j", 0, "-q"]
    assert nlpmap(*typed, "-o", "out", "--shards", 3, "-f", "slash").returncode == 0
    nlpmap(*typed, "-o", "whole.slash")
    shards = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in shards] == [f"0000{n}-of-00003.slash" for n in (1, 2, 3)]
    assert b"".join(path.read_bytes() for path in shards) == (tmp_path / "whole.slash").read_bytes()
    assert min(path.stat().st_size for path in shards) > 0


def test_a_directory_of_compressed_files(nlpmap: Run, letters: Path, tmp_path: Path, files_of: FilesOf) -> None:
    assert nlpmap("tokenize", "letters", "-j", 0, "-f", "conllu.gz", "-o", "out/", "-q").returncode == 0
    assert sorted(files_of(tmp_path / "out")) == ["a.conllu.gz", "b.conllu.gz"]
    assert gzip.decompress((tmp_path / "out/a.conllu.gz").read_bytes()).count(b"# newdoc") == 30


def test_progress_for_machines_is_lines_of_json(nlpmap: Run, letters: Path) -> None:
    (letters / "readme.md").write_text("no text of the corpus", "utf-8")
    done = nlpmap("tokenize", "letters", "-j", 0, "-o", "out.slash", "--log-json")
    events = list(map(json.loads, done.stderr.splitlines()))
    assert [event["event"] for event in events] == ["warning", "progress", "done"]
    assert events[0]["message"] == "letters: 1 file of unknown format left out (first: readme.md)"
    assert events[-1]["documents"] == 60
    assert events[-1]["read_bytes"] == events[-1]["total_bytes"] > 0
    assert 0 < events[1]["read_bytes"] < events[1]["total_bytes"]


def test_files_left_out_are_told_in_a_line_unless_quiet(nlpmap: Run, letters: Path) -> None:
    (letters / "readme.md").write_text("no text of the corpus", "utf-8")
    done = nlpmap("tokenize", "letters", "-j", 0, "-o", "out.slash")
    assert done.stderr.startswith("nlpmap: letters: 1 file of unknown format left out (first: readme.md)\ntokenized ")
    assert nlpmap("tokenize", "letters", "-j", 0, "-q", "-o", "quiet.slash").stderr == ""


REFUSED = {
    "tokenize letters -o done.slash": "done.slash exists; add --force to overwrite, or choose another output",
    "tokenize letters -o new.slash --resume --force": "give --resume, to go on, or --force, to begin anew, not both",
    "tokenize letters --resume": ("--on-error quarantine, --shards and --resume need an output file; name one with -o"),
    "tokenize letters --on-error quarantine -o -": (
        "--on-error quarantine, --shards and --resume need an output file; name one with -o"
    ),
    "tokenize letters --shards 2 -o done.slash --force": (
        "done.slash is a file, and --shards writes a directory of them; choose another output"
    ),
    "tokenize letters -f conllu.zip -o out/": "unknown compression 'zip'; known: gz, bz2, xz, zst",
    "tokenize letters -f parquet.gz -o out/": "parquet is compressed by itself; leave out .gz",
    "tokenize letters -f parquet": "parquet can't be written to a stream; name a file with -o",
    "status letters": "letters: no job has written it (there is no letters.ledger beside it)",
    "verify nothing.slash": "nothing.slash: no job has written it (there is no nothing.slash.ledger beside it)",
    "retry nothing.slash": "nothing.slash: no job has written it (there is no nothing.slash.ledger beside it)",
    "status debts": "debts.ledger: not a ledger of nlpmap's; move it away, or choose another output",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_refused_is_told_in_a_line_and_nothing_is_written(
    nlpmap: Run, letters: Path, tmp_path: Path, typed: str, files_of: FilesOf
) -> None:
    nlpmap("tokenize", "letters", "-j", 0, "-o", "done.slash")
    (tmp_path / "debts.ledger").write_text("five pounds\n", "utf-8")
    before = files_of(tmp_path)
    where = ["-j", 0] if typed.startswith("tokenize") else []
    code, line = said(nlpmap(*typed.split(), *where))
    assert (code, line.replace(f"{tmp_path}/", "")) == (1, REFUSED[typed])
    assert files_of(tmp_path) == before


def test_retry_of_an_unfinished_job_is_refused(tokenize: Run, nlpmap: Run) -> None:
    tokenize("-o", "out.slash")
    refused = "out.slash is not finished: go on with the same command and --resume first"
    assert said(nlpmap("retry", "out.slash", "-j", 0)) == (1, refused)


def test_a_changed_model_is_named(tokenize: Run, model: Path) -> None:
    tokenize("-o", "out.slash")
    code, line = said(tokenize("-o", "out.slash", "--resume", "--model", model))
    assert code == 1
    assert re.fullmatch(
        r"can't resume out\.slash: the model was en \(\w{12}\), now four-words \(\w{12}\)\. "
        r"Begin anew with --force",
        line,
    )


def test_standard_input_is_not_resumed(nlpmap: Run, tokenize: Run, letters: Path) -> None:
    typed = ["tokenize", "-", "--input-format", "jsonl", "--tokenizer", "frail:words", "-j", 0, "-o", "out.slash"]
    lines = (letters / "a.jsonl").read_text("utf-8").splitlines(keepends=True)
    lines[16] = json.dumps({"text": f"So long that a part ends here.{' ' * 250_000}"}) + "\n"
    given = "".join(lines)
    first = nlpmap(*typed, given=given)
    assert first.stderr.rstrip().endswith("17 documents kept in out.slash.partial")
    refused = "can't resume out.slash: standard input can't be read again. Begin anew with --force"
    assert said(nlpmap(*typed, "--resume", given=given)) == (1, refused)


def test_errors_are_lines_of_json_where_all_is(letters: Path, nlpmap: Run) -> None:
    (letters / "broken.jsonl").write_text('{"text":')
    for inputs in ("letters", "nowhere"):
        failed = nlpmap("tokenize", inputs, "-j", 0, "-o", "broken.slash", "--log-json")
        assert failed.returncode == 1
        *_, last = map(json.loads, failed.stderr.splitlines())
        assert last["event"] == "error"
        assert "broken.jsonl" in last["message"] or "no such file" in last["message"]
