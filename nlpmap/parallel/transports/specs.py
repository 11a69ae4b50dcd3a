"""Execnet specs: where workers run, how many, and a clear word where one is misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...errors import InputError, meant
from .registry import TRANSPORTS, kind_of_spec

EXECNETS = ("popen", "ssh")
KEYS = (
    *EXECNETS,
    "ssh_config",
    "id",
    "python",
    "compress",
    "packs",
    "execmodel",
    "chdir",
    "nice",
    "dont_write_bytecode",
)
INSTEAD = {
    "socket": "use ssh=user@host, whose connection is authenticated and whose worker can be ended",
    "via": "name the host in between as ProxyJump in an ssh_config file, and use ssh=host//ssh_config=FILE",
    "installvia": "start its workers with ssh=user@host",
    "vagrant_ssh": "write what `vagrant ssh-config` prints to a file, and use ssh=default//ssh_config=FILE",
}

# a user and a host, neither of which ssh could take for an option; execnet's documentation has ports so
HOST = re.compile(r"(?:-p ?\d{1,5} )?(?:[\w.+][^\s@]*@)?[\w.\[:][^\s@]*")

Specs = str | Sequence[str | tuple[str, int]]


def parse(text: str) -> tuple[str, int]:
    """Read a spec with its count, as pytest-xdist's ``--tx`` has it.

    >>> parse("4*popen")
    ('popen', 4)
    >>> parse("ssh=ada//python=python3")
    ('ssh=ada//python=python3', 1)
    """
    counted = re.fullmatch(r"\s*(\d+)\*(.+)", text, re.DOTALL)
    spec, count = (counted[2], int(counted[1])) if counted else (text, 1)
    check_spec(spec.strip())
    return spec.strip(), count


def expand(specs: Specs) -> list[str]:
    """List one spec for each worker, in order.

    >>> expand([("popen", 2), "ssh=ada"])
    ['popen', 'popen', 'ssh=ada']
    >>> expand("2*popen")
    ['popen', 'popen']
    """
    expanded: list[str] = []
    for entry in [specs] if isinstance(specs, str) else specs:
        spec, count = parse(entry) if isinstance(entry, str) else _pair(entry)
        if count < 1:
            raise InputError(f"spec {spec!r}: a count is 1 or more, not {count}")
        expanded += [spec] * count
    if not expanded:
        raise InputError("no specs: name at least one, such as ('popen', 2)")
    return expanded


def check_spec(spec: str) -> None:
    """Refuse a spec that execnet would take for something else, or for nothing.

    >>> check_spec("popen//pyton=python3")
    Traceback (most recent call last):
    ...
    nlpmap.errors.InputError: spec 'popen//pyton=python3': unknown key 'pyton'; did you mean 'python'?
    """
    if (kind := kind_of_spec(spec)) is not None and kind not in EXECNETS:
        return  # it is for its own transport to read
    keys = [part.partition("=")[0] for part in spec.split("//")]
    for key in keys:
        if key in INSTEAD:
            raise InputError(f"spec {spec!r}: nlpmap has no {key}= workers; {INSTEAD[key]}")
        if key not in KEYS and not key.startswith("env:"):
            hint = meant(key, [*KEYS, "env:NAME"], "known keys", cutoff=0.5)
            raise InputError(f"spec {spec!r}: unknown key {key!r}; {hint}")
    if kind is None:
        raise InputError(f"spec {spec!r} does not say what to start: begin it with one of {', '.join(TRANSPORTS)}")
    values = {key: value for key, _, value in (part.partition("=") for part in spec.split("//"))}
    if "ssh" in values:
        check_host(spec, values["ssh"])
    if values.get("packs", "no") not in ("yes", "no"):
        raise InputError(f"spec {spec!r}: packs= is yes or no, not {values['packs']!r}")
    if not re.fullmatch(r"[\w.@:-]*", values.get("id", "")):
        raise InputError(f"spec {spec!r}: an id is of letters, digits and the signs . @ : -")
    if unprintable := [key for key, value in values.items() if not (key + value).isprintable()]:
        raise InputError(f"spec {spec!r}: {unprintable[0]!r} holds a character that is not printable")
    import execnet

    try:
        int(execnet.XSpec(spec).nice or 0)
    except (ValueError, AttributeError, IndexError) as error:
        raise InputError(f"spec {spec!r}: {error}") from None


def check_host(spec: str, host: str) -> None:
    """Refuse what ssh would take for an option: one may name a command that this machine is to run.

    >>> check_host("ssh=-oProxyCommand=ls ada", "-oProxyCommand=ls ada")
    Traceback (most recent call last):
    ...
    nlpmap.errors.InputError: spec 'ssh=-oProxyCommand=ls ada': ssh= takes user@host or a name of an ssh_config, ...
    >>> check_host("ssh=-p 2222 user@ada", "-p 2222 user@ada")
    """
    if not host:
        raise InputError(f"spec {spec!r}: ssh needs a host, as in ssh=user@host")
    named = HOST.fullmatch(host)
    if named is None:
        other = "write options to a file: ssh=host//ssh_config=FILE"
        raise InputError(
            f"spec {spec!r}: ssh= takes user@host or a name of an ssh_config, after -p PORT at most; {other}"
        )


def is_local(spec: str) -> bool:
    """Return whether a spec starts this very interpreter on this machine.

    >>> is_local("popen//nice=10"), is_local("popen//python=python3.10"), is_local("ssh=ada")
    (True, False, False)
    """
    keys = {part.partition("=")[0] for part in spec.split("//")}
    return "popen" in keys and "python" not in keys


def may_be_sent_packs(spec: str) -> bool:
    """Return whether what a spec's interpreter lacks may be sent to it: where it is not this very one.

    >>> may_be_sent_packs("ssh=ada"), may_be_sent_packs("ssh=ada//packs=no"), may_be_sent_packs("popen")
    (True, False, False)
    """
    return not is_local(spec) and "packs=no" not in spec.split("//")


def _pair(entry: Iterable[object]) -> tuple[str, int]:
    try:
        spec, count = entry
    except (TypeError, ValueError):
        raise InputError(f"specs are (spec, count) pairs such as ('popen', 2), not {entry!r}") from None
    if not isinstance(spec, str) or not isinstance(count, int):
        raise InputError(f"specs are (spec, count) pairs such as ('popen', 2), not {entry!r}")
    check_spec(spec)
    return spec, count
