"""What a check-up finds, in the order in which it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from . import hosts, installation, self_test

State = Literal["ok", "absent", "fault"]
MARKS = {"ok": " ", "absent": "-", "fault": "!"}
WIDTH = 14


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``absent`` is what need not be there, ``fault`` what should work and does not."""

    name: str
    said: str
    state: State = "ok"

    def __str__(self) -> str:
        return f"{MARKS[self.state]} {self.name:{WIDTH}} {self.said}"


@dataclass(frozen=True)
class CheckUp:
    """All findings; as text, a line for each."""

    findings: tuple[Finding, ...]

    @property
    def faults(self) -> list[Finding]:
        """What should work and does not."""
        return [finding for finding in self.findings if finding.state == "fault"]

    def as_dict(self) -> dict[str, Any]:
        """Return the findings as JSON can hold them."""
        return {"ok": not self.faults, "findings": [asdict(finding) for finding in self.findings]}

    def __str__(self) -> str:
        end = f"{len(self.faults)} at fault: see the lines with !" if self.faults else "all that is there works"
        return "\n".join([*map(str, self.findings), end])


def check_up(specs: Sequence[str] = ()) -> CheckUp:
    """Look at this machine, and at hosts: what is there, and whether it works.

    >>> found = check_up()
    >>> found.findings[0].name, found.faults
    ('nlpmap', [])
    """
    looks: list[Callable[[], Iterator[tuple[str, str, State]]]] = [
        installation.versions,
        installation.machine,
        installation.models,
        installation.data,
        installation.extras,
        self_test.serial_and_parallel,
        *(lambda spec=spec: hosts.tried(spec) for spec in specs),
    ]
    return CheckUp(tuple(Finding(*found) for look in looks for found in safely(look)))


def safely(look: Callable[[], Iterator[tuple[str, str, State]]]) -> Iterator[tuple[str, str, State]]:
    """Yield what is found; an error that was not thought of is a fault, and ends no more than this look."""
    try:
        yield from look()
    except Exception as error:
        name = getattr(look, "__name__", "look").replace("_", " ").strip("<>")
        yield name[:WIDTH], f"{type(error).__name__}: {' '.join(str(error).split())}", "fault"
