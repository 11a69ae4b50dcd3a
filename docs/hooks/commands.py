"""The reference of the command line, made of the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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


def all_commands(
    named: Mapping[str, click.Command] = main.commands, above: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Yield all commands by their names, each group before those in it."""
    for name, command in named.items():
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from all_commands(command.commands, f"{above}{name} ")


def chapter(names: tuple[str, ...]) -> str:
    return "\n\n".join(described(*one) for name in names for one in all_commands({name: main.commands[name]}))


def described(name: str, command: click.Command) -> str:
    """Return what a command is, how it is called, its options and an example."""
    above = click.Context(main, info_name="nlpmap", **main.context_settings)
    context = click.Context(command, info_name=name, parent=above)
    parts = [f"### nlpmap {name}", prose(command.help or ""), fence(" ".join(usage(context)))]
    options = [option for option in command.get_params(context) if isinstance(option, click.Option)]
    rows = [row(*record) for option in options if (record := option.get_help_record(context))]
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
    return f"| {named(names)} | {escaped(said)} |"


def named(names: str) -> str:
    """Return the names of an option and what it takes, each as code by itself, between which a line may end.

    >>> named("-o, --out OUT"), named("--rows [token|sentence]")
    ('`-o`, `--out` `OUT`', '`--rows` `token` or `sentence`')
    """
    options, _, choices = names.partition(" [")
    words = [f"`{word.rstrip(',')}`{',' * word.endswith(',')}" for word in options.split()]
    values = [f"`{value}`" for value in choices.removesuffix("]").split("|") if value]
    if values:
        words.append(" or ".join(filter(None, [", ".join(values[:-1]), values[-1]])))
    return " ".join(words)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([*_|<\[\]`])", r"\\\1", text).replace("\n", " ") if text else ""


def fence(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```"
