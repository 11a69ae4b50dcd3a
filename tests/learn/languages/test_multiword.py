"""What puts multiword tokens asunder is learned from a treebank's ranges, and gives these back."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlpmap import Document
from nlpmap.learn import read_treebank
from nlpmap.learn.languages.multiword import multiword_table, multiword_tokens, multiword_tokens_of_lines
from nlpmap.learn.tokenizer import TokenizerOptions, train_tokenizer
from nlpmap.remote.document import Annotation
from nlpmap.remote.kernels.multiword import MULTIWORD, MultiwordTable

STEMS = [one + other for one in ("mir", "lev", "cant", "prob", "llam") for other in ("", "e", "i", "u")]


def treebank(folder: Path, *tokens: str) -> list[Document]:
    """Read a treebank of one sentence for each text of tokens, such as ``du=de+le pays``."""
    blocks = []
    for text in tokens:
        lines: list[str] = []
        number = 0
        for token in text.split():
            form, _, words = token.partition("=")
            parts = words.split("+") if words else [form]
            if len(parts) > 1:
                lines.append(f"{number + 1}-{number + len(parts)}\t{form}" + 8 * "\t_")
            for word in parts:
                number += 1
                lines.append(f"{number}\t{word}" + 8 * "\t_")
        blocks.append("\n".join([*lines, "", ""]))
    (folder / "made.conllu").write_text("".join(blocks), encoding="utf-8")
    return read_treebank(folder / "made.conllu")


def learned(folder: Path, *tokens: str) -> MultiwordTable:
    table = multiword_table(treebank(folder, *tokens))
    assert table is not None
    return MultiwordTable(table)


def test_each_form_of_the_treebank_is_as_it_mostly_was_there(tmp_path: Path) -> None:
    tokens = ["du=de+le vin", "du=de+le pain", "du sel", "Du=De+le lait", "aux=à+les amis", "duc", "au=à+le"]
    table = learned(tmp_path, *tokens)
    assert [table.words(form) for form in ("du", "Du", "DU", "aux", "duc", "vin")] == [
        ("de", "le"), ("De", "le"), ("DE", "LE"), ("à", "les"), (), (),
    ]  # fmt: skip


def test_endings_tell_of_forms_that_the_treebank_lacks(tmp_path: Path) -> None:
    spelled = [f"{stem}arlo={stem}ar+lo" for stem in STEMS]
    accented = [f"{stem}ándolo={stem}ando+lo" for stem in STEMS]
    table = learned(tmp_path, *spelled, *accented, "solo", "malo", "polo", "Carlo", "hilo", "pelo")
    assert table.words("nombrarlo") == ("nombrar", "lo")
    assert table.words("nombrándolo") == ("nombrando", "lo")
    assert table.words("NOMBRÁNDOLO") == ("NOMBRANDO", "LO")
    assert [table.words(form) for form in ("solo", "Carlo", "sólo", "lo", "rlo")] == [()] * 5


def test_a_form_that_an_ending_would_part_stays_whole_where_it_did(tmp_path: Path) -> None:
    table = learned(tmp_path, *[f"{stem}arle={stem}ar+le" for stem in STEMS], "du=de+le", "parle", "charle")
    assert (table.words("miarle"), table.words("parle"), table.words("Parle")) == (("miar", "le"), (), ())


@pytest.mark.parametrize("tokens", [("a b",), ("don't=do+n't x",), ("Cannot=Can+not",)])
def test_a_treebank_whose_tokens_are_spelled_by_their_words_needs_no_table(
    tmp_path: Path, tokens: tuple[str, ...]
) -> None:
    documents = treebank(tmp_path, *tokens)
    assert multiword_table(documents) is None
    assert MULTIWORD not in train_tokenizer(documents, TokenizerOptions(seeds=(1,), passes=1))


def test_words_that_share_a_place_are_a_token_in_any_format() -> None:
    annotation = Annotation(["zu", "dem", "Tor"], [0, 0, 4], [3, 3, 7], [3])
    tokens = [*multiword_tokens(Document("d", "zum Tor", annotation=annotation))]
    assert tokens == [("zum", ("zu", "dem")), ("Tor", ())]


def test_lines_with_empty_words_and_separators_in_forms_are_read() -> None:
    lines = ["# text = x", "1-2\tdu" + 8 * "\t_", "1\tde", "1.1\tx", "2\tle", "", "1\ta\u2028b", "1-1\tc", "1\tc"]
    assert [*multiword_tokens_of_lines(lines)] == [("du", ("de", "le")), ("a\u2028b", ()), ("c", ("c",))]


def test_words_with_spaces_are_left_to_the_tokenizer(tmp_path: Path) -> None:
    table = MultiwordTable(multiword_table([
        Document("d", "ab ab", annotation=Annotation(["x y", "z", "ab"], [0, 0, 3], [2, 2, 5], [3])),
        *treebank(tmp_path, "du=de+le"),
    ]) or {})  # fmt: skip
    assert (table.words("ab"), table.words("du")) == ((), ("de", "le"))
