"""What commands share: help that ends with an example, names of formats, and the options of workers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from ..remote.components import ComponentName

Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Command = TypeVar("Command", bound=Callable[..., Any])


class Examples(click.Command):
    """A command whose help ends with an example."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            with formatter.section("Example"):
                for line in self.epilog.splitlines():
                    formatter.write_text(line)


class FormatOption(click.Option):
    """An option that takes a format; its help has ``{formats}`` where their names belong.

    The names are asked for when the help is shown: to import the formats takes longer than ``nlpmap --help``.
    """

    def __init__(self, *arguments: Any, names: Callable[[], Iterable[str]], **settings: Any) -> None:
        super().__init__(*arguments, metavar="FORMAT", **settings)
        self.names = names
        self.written = self.help or ""

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        return named_by(self.names)(context, self, incomplete)

    def get_help_record(self, context: click.Context) -> tuple[str, str] | None:
        self.help = self.written.format(formats=listed(self.names()))  # each time: a format may be new
        return super().get_help_record(context)


def named_by(names: Callable[[], Iterable[str]]) -> Completion:
    """Return what completes a value on the command line, from names that are asked for when they are needed."""
    return lambda context, parameter, typed: [CompletionItem(name) for name in names() if name.startswith(typed)]


def files(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete a value as the name of a file."""
    return [CompletionItem(typed, type="file")]


def listed(names: Iterable[str]) -> str:
    """List alternatives as one does in a sentence.

    >>> listed(["tsv"]), listed(["conllu", "slash", "tsv"])
    ('tsv', 'conllu, slash or tsv')
    """
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def output_names() -> list[str]:
    """Name the formats that can be written."""
    from ..corpus.formats import OUTPUT_FORMATS

    return [format.name for format in OUTPUT_FORMATS]


def input_names() -> list[str]:
    """Name the formats that can be read."""
    from ..corpus.formats import INPUT_FORMATS

    return [format.name for format in INPUT_FORMATS]


def treebank_names() -> list[str]:
    """Name the formats that annotated documents can be read from."""
    from ..corpus.formats import annotated_formats

    return [format.name for format in annotated_formats()]


def model_names() -> list[str]:
    """Name the models that need no file."""
    from ..models import available

    return [name for name, _ in available()]


def choices_of(component: ComponentName) -> Callable[[], list[str]]:
    """Return what lists the names by which a component's work can be given to another kernel."""

    def choices() -> list[str]:
        from ..remote.components import COMPONENTS

        return COMPONENTS[component].choices

    return choices


def worker_options(command: Command) -> Command:
    """Add the options of workers: where the work is done."""
    options = [
        click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
                     help="Worker processes; auto: one a core, fewer for little text; 0: none, work in this process."),
        click.option("--tx", "specs", multiple=True, metavar="SPEC",
                     help="Where workers run, as in pytest-xdist: '4*popen', 'ssh=user@host'. Repeatable."),
        click.option("--force", is_flag=True, help="Overwrite outputs that exist."),
        click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary."),
    ]  # fmt: skip
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def places(workers: str, specs: tuple[str, ...]) -> tuple[int | None, list[str] | None]:
    """Turn -j and --tx into the API's ``workers`` and ``specs``."""
    if specs:
        if workers != "auto":
            raise click.UsageError("give -j or --tx, not both")
        return None, list(specs)
    if workers == "auto":
        return None, None
    if not workers.isdecimal():
        raise click.BadParameter(f"{workers!r} is neither auto nor a whole number", param_hint="-j")
    return int(workers), None
