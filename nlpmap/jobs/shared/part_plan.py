"""Plans: what is to be done of which inputs, in which parts; written once, and never changed.

A part's bytes depend on the plan alone, so that it does not matter who does it, nor how often.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...corpus.reading.located import Position
from ...errors import InputError
from ...files.names import PLAN
from ..progress.sizes import InputSizes
from ..records.ledger import SHAPE
from ..records.shape import has_shape
from .claims import PartNames
from .dividing import Begin, Stretch
from .stores.store import Store, never_planned

PLAN_KEY, VERSION = "nlpmap_plan", 1
OF_PLAN = SHAPE | {"suffix": str, "lease": float, "versions": dict}


@dataclass(frozen=True)
class Plan:
    """A job's order, as in a ledger, and where each of its parts begins."""

    order: Mapping[str, Any]
    begins: Sequence[Begin]
    names: PartNames = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", PartNames(len(self.begins)))

    @property
    def parts(self) -> range:
        """The numbers of the parts."""
        return range(len(self.begins))

    @property
    def lease(self) -> float:
        """The seconds after which a worker is given up that has not said that it is at work."""
        return float(self.order["lease"])

    def stretch(self, number: int) -> Stretch:
        """Return what a part is of the input; raises `InputError` where there is no such part."""
        if number not in self.parts:
            raise InputError(f"there is no part {number}: the job has {len(self.begins)}, the first is part 0")
        is_last = number + 1 == len(self.begins)
        end = Begin(len(self.order["inputs"])) if is_last else self.begins[number + 1]
        return Stretch(self.begins[number], end)

    def file(self, number: int) -> str:
        """Return the name of a part's output."""
        return f"part-{self.names.of(number)}{self.order['suffix']}"

    def sizes(self) -> list[int]:
        """Return how many bytes of the input each part has; 0 where that is not known."""
        inputs = InputSizes(self.order["inputs"])
        before = [inputs.before(*begin) for begin in self.begins]
        return [end - begin for begin, end in zip(before, [*before[1:], inputs.total], strict=True)]

    def to_bytes(self) -> bytes:
        """Return the plan as it is written.

        >>> plan = Plan({"inputs": []}, [Begin(0), Begin(0, Position(9, 2, 2))])
        >>> read_entries(plan.to_bytes())["begins"]
        [[0, 0, 1, 1], [0, 9, 2, 2]]
        """
        begins = [[begin.source, *begin.at] for begin in self.begins]
        return json.dumps({PLAN_KEY: VERSION, **self.order, "begins": begins}).encode()


def read_entries(content: bytes) -> dict[str, Any]:
    entries = json.loads(content)
    return entries if isinstance(entries, dict) else {}


def plan_in(store: Store) -> Plan | None:
    """Read the plan of a store; ``None`` where there is none, `InputError` where it can't be read."""
    content = store.read(PLAN)
    if content is None:
        return None
    try:
        entries = read_entries(content)
        version, begins = entries.pop(PLAN_KEY), entries.pop("begins")
        plan = Plan(entries, [Begin(int(source), Position(*map(int, at))) for source, *at in begins])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{store}: {PLAN} is not a plan of nlpmap's; move it away, or choose another output") from None
    if version != VERSION:
        raise InputError(f"{store}: plan format {version!r} is newer than this nlpmap knows; upgrade nlpmap")
    if not plan.begins or not has_shape(entries, OF_PLAN):
        raise InputError(f"{store}: {PLAN} is not a plan of nlpmap's; move it away, or choose another output")
    return plan


def read_plan(store: Store) -> Plan:
    """Read the plan of a store; raises `InputError` where there is none."""
    plan = plan_in(store)
    if plan is None:
        raise never_planned(store)
    return plan
