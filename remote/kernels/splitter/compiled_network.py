"""The network's sentence boundaries with units, their features and the scores in C, where that could be built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ..twins import twin_or_pure
from . import segments
from .network_features import closes_speech, inner_cuts, is_terminal_mark
from .network_units import FIELDS, SAYING, cases_of, says, starts_anew, unit_features
from .segments import Span

if TYPE_CHECKING:
    from .network import NetworkSplitter

TYPES = 60_000  # of units that are kept: with sums of 6 × 32, 28 MB


class CompiledNetworkSplitter:
    """Finds the sentences that `NetworkSplitter` finds, many times as fast, and without numpy."""

    def __init__(self, tables: Mapping[str, Any], native: Any, *, types: int = TYPES) -> None:
        self.cases = cases_of(tables["cases"])
        self.abbreviations: Mapping[str, str] = tables["abbreviations"]
        self.flags: Mapping[str, int] = native.FLAGS
        network = native.NetworkRows(tables["network"])
        self.features = native.UnitFeatures(self.cases, self.abbreviations, SAYING)
        self.scan = native.NetworkScan(network, self.features, FIELDS, self.described, inner_cuts, types)

    def spans(self, text: str) -> list[Span]:
        """List the start and end of each sentence, white space around it left out."""
        return list(chain.from_iterable(self.scan.spans(text, first, last) for first, last in segments.parts(text)))

    def spans_of_all(self, texts: Sequence[str]) -> list[list[Span]]:
        """List the sentences of each text."""
        return list(map(self.spans, texts))

    def described(self, unit: str) -> tuple[int, list[int]]:
        """Return what is known of a unit, as flags, and the checksums of its features."""
        names = unit_features(unit, self.cases, self.abbreviations)
        flags = sum(self.flags[name] for name, holds in known_of(unit).items() if holds)
        return flags, [crc32(name.encode("utf-8", "surrogatepass")) for name in names]


def known_of(unit: str) -> dict[str, bool]:
    """Return what is asked of a unit, by the names of the compiled core's flags.

    >>> [name for name, holds in known_of("Yes.”").items() if holds]
    ['terminal', 'closes', 'starts']
    """
    return {
        "word": unit.isalpha(),
        "lower": unit[0].islower(),
        "terminal": is_terminal_mark(unit),
        "divisible": bool(inner_cuts(unit)),
        "closes": closes_speech(unit),
        "starts": starts_anew(unit),
        "says": says(unit),
    }


def network_splitter(tables: Mapping[str, Any]) -> NetworkSplitter | CompiledNetworkSplitter:
    """Make the splitter of a trained network's tables: the compiled one, where there is one that is made for it."""

    def pure() -> NetworkSplitter:
        from .network import NetworkSplitter  # for it needs numpy

        return NetworkSplitter(tables)

    return twin_or_pure("networks", lambda native: CompiledNetworkSplitter(tables, native), pure)
