"""What tests of shared jobs stand on: a corpus of every kind of file, and the whole job to compare with."""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nlpmap.jobs import Options, annotate_files

Whole = Callable[..., bytes]


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of one document, of none, of many, packed ones, quoted tables, broken records, texts without tokens."""
    folder = tmp_path_factory.mktemp("shared") / "mixed"
    (folder / "below").mkdir(parents=True)
    for number in range(12):
        text = f"Dog {number} barks. Cats don't." * (number % 4)
        (folder / "below" / f"{number:02}.txt").write_text(text, "utf-8")
    lines = [json.dumps({"text": f"Line {number} is a line." if number % 5 else " "}) for number in range(60)]
    (folder / "lines.jsonl").write_text("\n".join(lines) + "\n\n", "utf-8")
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    rows = [f'r{number},"One, ""two"",\nand three {number}."' for number in range(40)]
    (folder / "table.csv").write_text("id,text\n" + "\n".join(rows) + "\n", "utf-8")
    (folder / "z-blank.txt").write_text(" \n", "utf-8")
    return folder


@pytest.fixture
def whole(tmp_path: Path) -> Whole:
    """A function that returns the bytes of an undisturbed job, in one file."""

    def run(inputs: Path, format: str = "conllu", **options: object) -> bytes:
        out = tmp_path / f"whole.{format}-{secrets.token_hex(4)}"
        annotate_files("tokenize", inputs, out, Options(format=format, workers=0, **options))  # type: ignore[arg-type]
        return out.read_bytes()

    return run


@pytest.fixture(scope="session")
def joined() -> Callable[[Path], bytes]:
    """A function that returns the outputs of all parts, one after the other."""

    def join(out: Path) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(out.glob("part-*")))

    return join


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a bucket of a server that the test starts."""
    pytest.importorskip("obstore")
    server_of = pytest.importorskip("moto.server")
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    name = f"letters-{secrets.token_hex(4)}"  # servers of one process share their buckets
    try:
        host, port = server.get_host_and_port()
        settings = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}
        for setting, value in {**settings, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            monkeypatch.setenv(setting, value)
        pytest.importorskip("boto3").client("s3", region_name="us-east-1").create_bucket(Bucket=name)
        yield f"s3://{name}/tagged/"
    finally:
        server.stop()
