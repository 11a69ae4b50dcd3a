"""What a campaign of disturbances tried, and what it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

MOST_FINDINGS = 20


@dataclass(slots=True)
class ChaosReport:
    """What was disturbed, how often, and what was then not as in an undisturbed run: nothing, if all is well.

    >>> report = ChaosReport(rounds=2, items=2_000)
    >>> report.disturbances["kill"] += 3
    >>> print(report)
    2 rounds of 2,000 items in all, disturbed 3 times (3 kill): nothing found
    >>> report.found("item 7: None, not 14")
    >>> report.check()
    Traceback (most recent call last):
    AssertionError: 2 rounds of 2,000 items in all, disturbed 3 times (3 kill): 1 found
      item 7: None, not 14
    """

    rounds: int = 0
    items: int = 0
    disturbances: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def found(self, finding: str) -> None:
        """Note a finding."""
        self.findings.append(finding)

    @property
    def is_full(self) -> bool:
        """Whether so much was found that more would say nothing new."""
        return len(self.findings) >= MOST_FINDINGS

    def check(self) -> None:
        """Raise `AssertionError` where anything was found."""
        if self.findings:
            raise AssertionError(str(self))

    def __str__(self) -> str:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.disturbances.items()))
        disturbed = f"disturbed {self.disturbances.total():,} times" + (f" ({kinds})" if kinds else "")
        found = f"{len(self.findings):,} found" if self.findings else "nothing found"
        lines = [f"{self.rounds:,} rounds of {self.items:,} items in all, {disturbed}: {found}"]
        return "\n  ".join([*lines, *self.findings])


def is_unexpected(complaint: str) -> bool:
    """Return whether a job ended by an error that is neither nlpmap's own nor the system's.

    A full disk cuts off what is told of itself, too: then there is no telling.

    >>> begun = "Traceback (most recent call last):\\n  "
    >>> is_unexpected(begun + "x\\nKeyError: 3\\n"), is_unexpected(begun + "x\\nOSError: 5\\n"), is_unexpected(begun)
    (True, False, False)
    """
    is_whole = complaint.endswith("\n") and not complaint.splitlines()[-1].startswith((" ", "Traceback"))
    return is_whole and "Traceback" in complaint and "nlpmap.errors" not in complaint and "OSError" not in complaint
