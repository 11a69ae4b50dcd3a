"""Commands that explore: each is a function from an open corpus to an answer."""

from __future__ import annotations

import functools
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ..options import Command, Examples, FormatOption, files, input_names, model_names, named_by, places
from ..printing import print_aside
from ..progress import is_terminal, notes_shown
from .answers import FORMATS, ROWS, answer, check_output

if TYPE_CHECKING:
    from ...explore.opening import ExplorableCorpus

COLUMNS = ("form", "lemma", "xpos", "upos", "feats", "iob")
FEATURES = ("feats", "features", "morph")  # by which names their column is known
DEFAULTS = {"model": "en", "split": "file", "text_key": "text", "encoding": "utf-8"}
PLAIN_KEY = re.compile(r"[\w.@%+-]+")  # no character that a shell reads: what it is offered is typed as it is
READING = ("split", "text_key", "encoding", "input_format", "include", "exclude")


def explored_corpus_options(command: Command) -> Command:
    """Add the corpus, and how it is read and tagged where it is not tagged yet."""
    options = [
        click.argument("corpus", nargs=1, metavar="CORPUS", shell_complete=files),
        click.option("--model", default="en", metavar="NAME", show_default=True, help="For texts without tags.",
                     shell_complete=named_by(model_names)),
        click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
                     help="Worker processes that tag such texts."),
        click.option("--split", type=click.Choice(["file", "paragraph", "line"]), default="file", show_default=True,
                     help="What is a document in a text file."),
        click.option("--text-key", default="text", metavar="KEY", show_default=True,
                     help="The text, in JSON and tables."),
        click.option("--encoding", default="utf-8", metavar="NAME", show_default=True, help="The files' encoding."),
        click.option("--input-format", cls=FormatOption, names=input_names,
                     help="{formats}. Default: by suffix and content."),
        click.option("--include", multiple=True, metavar="GLOB", help="Read only such files, as '*.txt'. Repeatable."),
        click.option("--exclude", multiple=True, metavar="GLOB", help="Leave such files out. Repeatable."),
        click.option("--force", is_flag=True, help="Overwrite an output that exists."),
        click.option("-q", "--quiet", is_flag=True, help="No progress bar and no notes."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def answer_options(command: Command) -> Command:
    """Add where an answer goes, and as what."""
    options = [
        click.option("-f", "--format", type=click.Choice(FORMATS), help="For programs, or svg: a picture. Default: "
                     "for people."),
        click.option("-o", "--out", metavar="OUT", shell_complete=files,
                     help="A file. Default: standard output."),
        click.option("-n", "--limit", type=click.IntRange(min=0), metavar="N",
                     help=f"At most N rows. Default: {ROWS} for people, all for programs."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def exploring(name: str, epilog: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Return a decorator that makes a command of a function from a corpus to a table."""

    def decorated(function: Callable[..., Any]) -> click.Command:
        own = list(getattr(function, "__click_params__", ()))

        @functools.wraps(function)
        def command(format: str | None, out: str | None, limit: int | None, **options: Any) -> None:
            check_output(format, out, options["force"])
            keep_corpora(options, out)
            with opened_corpora(options) as corpora:
                answer(function(*corpora, **options), format, out, limit)

        made: click.Command = click.command(name, cls=Examples, epilog=epilog)(
            answer_options(explored_corpus_options(command))
        )
        return own_options_first(made, own)

    return decorated


def own_options_first(command: click.Command, own: Sequence[click.Parameter]) -> click.Command:
    """Sort what a command takes: the corpus, what it alone has, what it shares with others."""
    names = {parameter.name for parameter in own}
    command.params.sort(key=lambda parameter: (parameter.name != "corpus", parameter.name not in names))
    return command


@contextmanager
def opened_corpora(options: dict[str, Any]) -> Iterator[list[ExplorableCorpus]]:
    """Open the corpus of a command, and what it is compared with if any; take what that needs out of the options."""
    model, workers, quiet = options.pop("model"), options.pop("workers"), options.pop("quiet")
    options.pop("force")
    names = [options.pop("corpus"), *([options.pop("reference")] if options.get("reference") else [])]
    if query := options.get("query") or options.get("where"):
        from ...explore.query.parsing import parse

        parse(query)  # before a corpus is tagged for it
    reading = reading_of({name: options.pop(name) for name in READING})
    reading["feats"] = asks_for_features(options)
    count, _ = places(workers, ())
    with notes_shown(quiet):
        yield [opened_corpus(name, model, count, quiet, reading) for name in names]


def reading_of(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a `Reading` among the options of a command."""
    return {"format" if name == "input_format" else name: options[name] for name in READING}


def keep_corpora(options: Mapping[str, Any], *places: str | None) -> None:
    """Raise `InputError` where a place to write to is a file of a corpus: that is never replaced."""
    from ...corpus import Reading
    from ...corpus.inputs.sources import refuse_inputs

    corpora = [name for name in (options["corpus"], options.get("reference")) if name]
    selection = Reading(**reading_of(options)).selection(outputs=True)
    for place in places:
        if place is not None:
            refuse_inputs(place, corpora, selection)


def asks_for_features(options: Mapping[str, Any]) -> bool:
    """Return whether a command asks for features, which texts without tags get where they are asked for.

    >>> asks_for_features({"of": "form", "where": '[feats="Number=Plur"]'}), asks_for_features({"of": "upos"})
    (True, False)
    """
    said = " ".join(str(options.get(name, "")) for name in ("of", "query", "where"))
    return any(name in said for name in FEATURES)


def opened_corpus(name: str, model: str, workers: int | None, quiet: bool, reading: dict[str, Any]) -> ExplorableCorpus:
    """Open a corpus; tag it if need be, and say so."""
    from ...explore.tagging import open_or_tag

    if not Path(name).exists() or not name.endswith(".nlpx"):
        with tagging_bar(shown=not quiet and is_terminal(sys.stderr)) as update:
            corpus, is_tagged_here = open_or_tag([name], model, workers, update, **reading)
        if is_tagged_here and not quiet:
            found = f"documents: {corpus.explored.documents:,}, tokens: {corpus.explored.tokens:,}"
            print_aside(f"{name}: tagged by {model} ({found}); to keep that: {tagging_command(name, model, reading)}")
        return corpus
    corpus, _ = open_or_tag([name])
    return corpus


def tagging_command(name: str, model: str, reading: Mapping[str, Any]) -> str:
    """Return the command that tags a corpus as it was tagged here.

    >>> tagging_command("texts", "en", {"feats": True})
    'nlpmap tag texts --feats -o OUT.parquet'

    >>> tagging_command("my texts", "en", {"split": "line", "encoding": "utf-8", "format": None, "include": ("*.a",)})
    "nlpmap tag 'my texts' --split line --include '*.a' -o OUT.parquet"
    """
    given = {**reading, "model": model}
    words = []
    for option, value in given.items():
        flag = "--input-format" if option == "format" else f"--{option.replace('_', '-')}"
        values = value if isinstance(value, (list, tuple)) else [value]
        values = [one for one in values if one not in (None, False, DEFAULTS.get(option))]
        words += [word for one in values for word in ((flag,) if one is True else (flag, str(one)))]
    return shlex.join(["nlpmap", "tag", name, *words, "-o", "OUT.parquet"])


@contextmanager
def tagging_bar(shown: bool) -> Iterator[Callable[[int], object]]:
    """Show how many tokens are tagged, on a terminal."""
    if not shown:
        yield lambda tokens: None
        return
    from tqdm import tqdm

    bar = tqdm(unit=" tokens", unit_scale=True, file=sys.stderr, delay=1, leave=False, desc="tagging")
    try:
        yield bar.update
    finally:
        bar.close()


def column_option(default: str = "form") -> Callable[[Command], Command]:
    """Return the option of a column of tokens."""
    return click.option(
        "--of", default=default, metavar="COLUMN", show_default=True, help="form, lemma, xpos, upos, feats or iob.",
        shell_complete=named_by(lambda: COLUMNS),
    )  # fmt: skip


def measure_option(known: Sequence[str], default: Sequence[str]) -> Callable[[Command], Command]:
    """Return the option of measures, the first of which sorts."""
    return click.option(
        "--measure", "measures", multiple=True, metavar="NAME", default=default, show_default=True,
        help=f"{', '.join(known)}; the first sorts. Repeatable.", shell_complete=named_by(lambda: known),
    )  # fmt: skip


def keys_of_corpus(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a value as a key of the corpus's metadata, where there is an index to look into.

    Keys may be strangers': bash puts what it is offered on the command line without quotation marks.
    """
    from ...errors import NlpmapError
    from ...explore.index import SUFFIX
    from ...explore.index.corpus_index import CorpusIndex

    name = str(context.params.get("corpus") or next(iter(context.args), "")).rstrip("/")  # an option lacks its value
    found = ["id", "folder"]
    for path in (name, f"{name}{SUFFIX}"):
        try:
            found = [*CorpusIndex(path).keys, *found] if path.endswith(SUFFIX) else found
        except NlpmapError:
            continue
    return [CompletionItem(key) for key in found if key.startswith(typed) and PLAIN_KEY.fullmatch(key)]
