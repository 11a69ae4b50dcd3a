"""What commands share: help that ends with an example, and the options that say where the work is done."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Examples(click.Command):
    """A command whose help ends with an example."""

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            with formatter.section("Example"):
                for line in self.epilog.splitlines():
                    formatter.write_text(line)


def worker_options(command: Command) -> Command:
    """Add the options that say where the work is done."""
    options = [
        click.option("-j", "--workers", default="auto", metavar="auto|N", show_default=True,
                     help="Worker processes; auto: one for each core; 0: none, work in this process."),
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
