"""Penn tags and their universal tags."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from nlpmap.remote.document.tagset import PENN_TO_UNIVERSAL, UNIVERSAL, universal


def test_every_tag_belongs_to_one_universal_tag() -> None:
    tags = [tag for tags in UNIVERSAL.values() for tag in tags.split()]
    assert len(tags) == len(set(tags)) == len(PENN_TO_UNIVERSAL)


def test_no_tag_stays_none_and_strange_ones_are_x() -> None:
    assert universal(None) is None
    assert universal("NN-TL") == universal("") == "X"


def test_the_mapping_agrees_with_the_treebanks_commonest_reading(shared_data: Path) -> None:
    """Each XPOS of EWT dev that is there often enough to tell."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    with (shared_data / "ud" / "en_ewt-ud-dev.conllu").open(encoding="utf-8") as lines:
        for columns in (line.split("\t") for line in lines if line[:1].isdigit()):
            if columns[0].isdigit():
                counts[columns[4]][columns[3]] += 1
    common = {tag: count.most_common(1)[0][0] for tag, count in counts.items() if count.total() >= 20}
    common["VBZ"] = "VERB"  # most are forms of *be*
    assert len(common) > 35
    assert {tag: universal(tag) for tag in common} == common
