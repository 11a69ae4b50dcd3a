"""How often a document's way through the code goes from one room to another: who reads along has to turn as often.

A room is a folder, or a module that is in none. Half as many turns as before the folders were made is the goal; what
is counted here has a little more to go by, as a worker may answer sooner or later, and as each name beside an output is
looked at before it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest

import nlpmap
from nlpmap import Recipe
from nlpmap.jobs import Options, RetryOptions, annotate_files, retry

TRIES = 5  # the fewest turns are a walk's own: a worker that answers late is waited for, which takes some more
ROOTS = {Path(str(nlpmap.__file__)).parent, Path(str(nlpmap.remote.__path__[0]))}


def room_of(file: str) -> str | None:
    """The room of a source file: its folder within the package, or itself where it is in none."""
    path = Path(file)
    if not ROOTS.intersection(path.parents):
        return None
    return str(path if path.parent in ROOTS else path.parent)


def rooms_of(walk: Callable[[], object]) -> list[str]:
    """The rooms in which functions of the package begin while this thread does something, in order."""
    rooms: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and not frame.f_code.co_name.startswith(("<module>", "<listcomp>", "<genexpr>", "<lambda>")):
            room = room_of(frame.f_code.co_filename)
            if room is not None:
                rooms.append(room)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        walk()
    finally:
        sys.setprofile(before)
    return rooms


class Wavering:
    """A tokenizer that fails while a file is not there."""

    def __init__(self, mended: Path) -> None:
        self.mended = str(mended)

    def tokenize(self, text: str) -> list[str]:
        import os

        if "BAD" in text and not os.path.exists(self.mended):  # noqa: PTH110 - as short as can be, in a worker
            raise ValueError("bad")
        return text.split()


def tagging(folder: Path) -> Callable[[], object]:
    list(nlpmap.tag(["Dogs bark."], workers=0))

    def walk() -> object:
        with nlpmap.Pool(workers=0) as pool:
            return next(iter(pool.tag(["The old dog barks. Cats sleep."]))).tagged_words()

    return walk


def a_job(folder: Path) -> Callable[[], object]:
    (folder / "a.txt").write_text("The old dog barks. Cats sleep.")
    return lambda: annotate_files("tag", folder / "a.txt", folder / "out.conllu", Options(workers=0))


def a_retry(folder: Path) -> Callable[[], object]:
    inputs = folder / "in"
    inputs.mkdir()
    for name, text in (("a", "One two."), ("b", "BAD three."), ("c", "Four five.")):
        (inputs / f"{name}.txt").write_text(text)
    recipe = Recipe(tokenizer=Wavering(folder / "mended"))
    first = annotate_files(
        "tokenize", inputs, folder / "out.slash", Options(workers=0, on_error="quarantine", recipe=recipe)
    )
    assert first.failed == 1
    (folder / "mended").touch()
    return lambda: retry(folder / "out.slash", RetryOptions(workers=0, recipe=recipe))


@pytest.mark.parametrize(("walk", "turns", "rooms"), [(tagging, 59, 9), (a_job, 136, 19), (a_retry, 109, 19)])
def test_a_walk_keeps_to_few_rooms(
    walk: Callable[[Path], Callable[[], object]], turns: int, rooms: int, tmp_path: Path
) -> None:
    assert any(number_of_turns(walk, tmp_path / str(number), rooms) <= turns for number in range(TRIES))


def number_of_turns(walk: Callable[[Path], Callable[[], object]], folder: Path, rooms: int) -> int:
    """The number of turns of a walk, whose rooms are checked."""
    folder.mkdir()
    visited = rooms_of(walk(folder))
    assert len(visited) > 200  # else it was not seen
    assert len(set(visited)) <= rooms, sorted(set(visited))
    return sum(one != other for one, other in pairwise(visited))
