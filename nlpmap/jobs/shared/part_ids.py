"""What the sentence ids of each part have to be told from: those of all parts before it, known since the plan was made.

They depend on the inputs alone, so one pass over these finds them; a part has a file of those that concern it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...corpus.inputs.source import Source
from ...corpus.reading.located import Located
from ...corpus.reading.reading import Reading, documents_with_positions
from ...corpus.sentence_ids import SentenceIds
from ...errors import InputError
from ...files.names import KEPT_FOLDER
from ...remote.formats import FORMATS, Format
from ..output.joining import IDS_BEFORE, names_for
from .dividing import Begin
from .part_plan import Plan
from .stores.store import Store

HAS_IDS = "has_ids"  # the entry of a plan


class IdsOfStretches(SentenceIds):
    """The ids of a corpus that is divided, and for each stretch of it what it has to know of those before it.

    >>> from nlpmap.corpus.sentence_ids import KEPT
    >>> ids = IdsOfStretches(FORMATS["conllu"])
    >>> ids.told_apart(b"# sent_id = a\\n# sent_id = b\\n", KEPT)[0]
    b'# sent_id = a\\n# sent_id = b\\n'
    >>> ids.end_stretch()
    {'seen': [], 'next_numbers': {}}
    >>> ids.told_apart(b"# sent_id = b\\n# sent_id = c\\n", KEPT)[0]
    b'# sent_id = b#2\\n# sent_id = c\\n'
    >>> len(ids.end_stretch()["seen"])
    1
    """

    def __init__(self, format: Format) -> None:
        super().__init__(format)
        self._begin_stretch()

    def _begin_stretch(self) -> None:
        self.own: set[bytes] = set()
        self.own_numbers: set[bytes] = set()
        self.asked: set[bytes] = set()
        self.asked_numbers: dict[bytes, int] = {}

    def end_stretch(self) -> dict[str, Any]:
        """Return what the documents since the last stretch had to know of those before; the next stretch begins."""
        numbers = {key.hex(): number for key, number in self.asked_numbers.items()}
        state = {"seen": sorted(key.hex() for key in self.asked), "next_numbers": numbers}
        self._begin_stretch()
        return state

    def _has(self, key: bytes) -> bool:
        if key in self.seen and key not in self.own:
            self.asked.add(key)
        return key in self.seen

    def _add(self, key: bytes) -> None:
        self.seen.add(key)
        self.own.add(key)

    def _next_number(self, key: bytes) -> int:
        if key in self.next_numbers and key not in self.own_numbers:
            self.asked_numbers[key] = self.next_numbers[key]
        return super()._next_number(key)

    def _set_next_number(self, key: bytes, number: int) -> None:
        super()._set_next_number(key, number)
        self.own_numbers.add(key)


def may_bring_ids(format: str, sources: Sequence[Source]) -> bool:
    """Return whether the sentences of some inputs may have ids that are written in a format."""
    return names_for(FORMATS[format], {source.format for source in sources}) is not None


def note_ids(store: Store, plan: Plan, sources: Sequence[Source], reading: Reading) -> None:
    """Write down for each part of a plan what its ids have to be told from, where inputs may bring any."""
    if not plan.order[HAS_IDS]:
        return
    names, number = IdsOfStretches(FORMATS[plan.order["format"]]), 0
    for which, source in enumerate(sources):
        for found in documents_with_positions(source, reading):
            while not is_before(which, found, plan.stretch(number).end):
                store.put(file_of_ids(plan, number), json.dumps(names.end_stretch()).encode())
                number += 1
            if found.document is not None:
                names.note(found.document)
    for last in range(number, len(plan.parts)):
        store.put(file_of_ids(plan, last), json.dumps(names.end_stretch()).encode())


def is_before(source: int, found: Located, end: Begin) -> bool:
    return (source, found.start.offset) < (end.source, end.at.offset)


def ids_before(store: Store, plan: Plan, number: int) -> dict[str, Any]:
    """Return the entry of a part's order with what its ids are told from; none where inputs bring no ids."""
    if not plan.order.get(HAS_IDS):
        return {}
    content = store.read(name := file_of_ids(plan, number))
    if content is None:
        raise InputError(f"{store}: {name} is gone, which the plan needs; plan the job anew, in another output")
    return {IDS_BEFORE: json.loads(content)}


def forget_ids(store: Store, plan: Plan) -> None:
    """Remove what was written down for the parts of a plan."""
    if plan.order.get(HAS_IDS):
        for number in plan.parts:
            store.delete(file_of_ids(plan, number))


def file_of_ids(plan: Plan, number: int) -> str:
    return f"{KEPT_FOLDER}/ids-{plan.order['job']}/{plan.names.of(number)}.json"
