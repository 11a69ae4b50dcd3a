"""The best sequence of labels by the Viterbi algorithm, for many sentences in lockstep, in whole numbers.

Scores are integers, so the result is the same whatever sentences travel together. The number of the label before is
kept in the low bits of a score: one maximum then finds the best score and where it came from.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FORBIDDEN = -(1 << 22)  # what no score of a sentence's step outweighs
Ints = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]
Labels = npt.NDArray[np.int8]


class Transitions:
    """The scores of a label after a label, by the tag of the second one's token; the last row of labels is a start.

    >>> scores = np.array([[[0, 0], [5, 0], [0, 0]]], np.int32)  # one tag: label 1 before label 0 is good
    >>> Transitions(scores).best(np.array([[0, 0], [3, 2]], np.int32), np.array([0, 0]), np.array([2])).tolist()
    [1, 0]
    """

    def __init__(self, scores: Ints) -> None:
        self.width = scores.shape[2]
        self.bits = max(1, (self.width - 1).bit_length())
        numbers = np.arange(self.width, dtype=np.int32)[None, :, None]
        packed = (scores[:, :-1] << self.bits) + numbers
        self.between: Ints = np.ascontiguousarray(packed.transpose(1, 2, 0))  # before, label, tag
        self.first: Ints = np.ascontiguousarray(scores[:, -1].T)

    def best(self, scores: Ints, tags: Rows, lengths: Rows) -> Labels:
        """Return each token's label; sentences stand one after the other, the longest first.

        ``scores`` has a row a label and a column a token.
        """
        starts = np.cumsum(lengths) - lengths
        steps = np.arange(lengths[0] if len(lengths) else 0)
        actives = np.searchsorted(-lengths, -steps, side="left")
        back = np.empty(scores.shape, np.int8)
        last = np.zeros(len(lengths), np.intp)
        so_far: Ints = np.zeros((self.width, 0), np.int32)
        for step, active in zip(steps.tolist(), actives.tolist(), strict=True):
            positions = starts[:active] + step
            if step == 0:
                so_far = scores[:, positions] + self.first[:, tags[positions]]
            else:
                so_far = self._step(so_far[:, :active], scores, tags, positions, back)
            last[:active] = so_far.argmax(axis=0)
        return self._walk_back(back, starts, actives, last)

    def _step(self, so_far: Ints, scores: Ints, tags: Rows, positions: Rows, back: Labels) -> Ints:
        so_far = so_far - so_far.max(axis=0)  # long sentences shall not overflow
        ways = self.between[:, :, tags[positions]]
        ways += (so_far << self.bits)[:, None, :]
        best = ways.max(axis=0)
        back[:, positions] = best & ((1 << self.bits) - 1)
        total: Ints = (best >> self.bits) + scores[:, positions]
        return total

    def _walk_back(self, back: Labels, starts: Rows, actives: Rows, last: Rows) -> Labels:
        labels = np.empty(back.shape[1], np.int8)
        for step in range(len(actives) - 1, -1, -1):
            active = actives[step]
            positions = starts[:active] + step
            labels[positions] = last[:active]
            if step:
                last[:active] = back[last[:active], positions]
        return labels
