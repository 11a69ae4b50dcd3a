"""The reference of the command line, made of the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc

import click

from nlpmap.cli import main

GROUPS = {
    "Annotate": ("tokenize", "tag", "chunk"),
    "Jobs": ("plan", "status", "retry", "verify", "work"),
    "Explore": ("index", "query", "concordance", "count", "ngrams", "collocations", "keywords", "sketch", "dispersion",
                "scores", "stats", "report", "export"),
    "Models": ("models", "train", "evaluate"),
}  # fmt: skip


def reference() -> str:
    """Return the reference of all commands, by what they are for."""
    named = [name for names in GROUPS.values() for name in names]
    groups = {**GROUPS, "Others": tuple(name for name in main.commands if name not in named)}
    return "\n\n".join(f"## {title}\n\n{chapter(names)}" for title, names in groups.items())


def chapter(names: tuple[str, ...]) -> str:
    return "\n\n".join(described(name, main.commands[name]) for name in names)


def described(name: str, command: click.Command) -> str:
    """Return what a command is, how it is called, its options and an example."""
    context = click.Context(command, info_name=f"nlpmap {name}")
    parts = [f"### nlpmap {name}", prose(command.help or ""), fence(" ".join(usage(context)))]
    rows = [row(*record) for option in command.get_params(context) if (record := option.get_help_record(context))]
    parts.append("\n".join(["| option | |", "|---|---|", *rows]))
    if command.epilog:
        parts.append(f"For example:\n\n{fence(command.epilog, 'sh')}")
    return "\n\n".join(parts)


def usage(context: click.Context) -> Iterator[str]:
    yield context.command_path
    yield from context.command.collect_usage_pieces(context)


def prose(help_text: str) -> str:
    """Return a command's help, in which paragraphs that are not to be wrapped are blocks of code."""
    paragraphs = cleandoc(help_text).split("\n\n")
    return "\n\n".join(fence(text[1:].strip("\n")) if text.startswith("\b") else escaped(text) for text in paragraphs)


def row(names: str, said: str) -> str:
    return f"| {' '.join(f'`{part}`' for part in parts_of(names))} | {escaped(said)} |"


def parts_of(names: str) -> list[str]:
    """Return the names of an option, which may be broken between them and before what they take.

    >>> parts_of("-o, --out OUT")
    ['-o,', '--out OUT']
    """
    return re.split(r"(?<=,) (?=-)", names)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([*_|<\[\]`])", r"\\\1", text).replace("\n", " ") if text else ""


def fence(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```"
