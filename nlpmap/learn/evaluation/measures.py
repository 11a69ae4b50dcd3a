"""Measures: how what a model finds in gold documents is compared with what they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from ...errors import InputError
from ...remote import chunker, tagger, tokenizer
from ...remote.document import Annotation, Document
from ...remote.document.tagset import PENN_TO_UNIVERSAL
from ...remote.kernels.lemmatizer.none import NoLemmatizer
from ...remote.pipeline import Pipeline, Work
from .alignment import align_all, is_right
from .folds import piece
from .scores import PartScore, Score, of_pairs, of_spans
from .universal_features import universal_part

Knows = Callable[[str], bool]
Column = Sequence[str | None]
Choose = Callable[[Annotation], Column | None]
Measured = tuple[dict[str, PartScore], float]  # parts by name, and the seconds that the model worked
KNOWN, UNKNOWN = "known words", "unknown words"
UNTAGGED = "_"
LEMMAS, LEMMAS_BY_OWN_TAGS = "LEMMA", "LEMMA by own tags"
FEATS, FEATS_BY_OWN_TAGS = "FEATS", "FEATS by own tags"


@dataclass(frozen=True)
class Question:
    """What is asked of a model: the gold documents, the kernels, which words are known, if from raw text."""

    gold: Sequence[Document]
    pipeline: Pipeline
    knows: Knows | None
    raw: bool


def measure_tags(question: Question) -> Measured:
    """Compare tags: of each gold token, or of those tokens that the raw text gave."""
    if question.raw:
        return _measure_raw(question, tagger.work_all)
    found, seconds = _timed(question, tagger.work_all, [_bare(document) for document in question.gold])
    parts = {
        "XPOS": _tags_part(question, found, penn, penn),
        "UPOS": _tags_part(question, found, own_universal, universal_tags),
    }
    return {name: part for name, part in parts.items() if part.total.gold}, seconds


def measure_lemmas(question: Question) -> Measured:
    """Compare lemmas: found by the gold tags, and by the model's own where it has a tagger; or from the raw text."""
    if isinstance(question.pipeline.lemmatizer, NoLemmatizer):
        raise InputError("the model has no lemmatizer; name another, or train one: nlpmap train lemmatizer")
    if question.raw:
        return _measure_raw(question, tagger.work_all)
    bare = [document.with_annotation(replace(document.annotated, lemmas=None)) for document in question.gold]
    found, seconds = _timed(question, tagger.lemmatized, bare)
    parts = {LEMMAS: _lemmas_part(question, found)}
    if question.pipeline.has_table("tagger"):
        tagged, _ = _timed(question, tagger.work_all, [_bare(document) for document in question.gold])
        parts[LEMMAS_BY_OWN_TAGS] = _lemmas_part(question, tagged)
    return {name: part for name, part in parts.items() if part.total.gold}, seconds


def measure_feats(question: Question) -> Measured:
    """Compare features: found by the gold tags, and by the model's own where it has a tagger; or from the raw text."""
    if question.raw:
        return _measure_raw(question, tagger.work_all)
    bare = [document.with_annotation(replace(document.annotated, feats=None)) for document in question.gold]
    found, seconds = _timed(question, _featured, bare)
    parts = {FEATS: _feats_part(question, found)}
    if question.pipeline.has_table("tagger"):
        tagged, _ = _timed(question, tagger.work_all, [_bare(document) for document in question.gold])
        parts[FEATS_BY_OWN_TAGS] = _feats_part(question, tagged)
    return {name: part for name, part in parts.items() if part.total.gold}, seconds


def _featured(documents: Sequence[Document], pipeline: Pipeline) -> list[Document]:
    return tagger.featured([*documents], pipeline)


def measure_tokens(question: Question) -> Measured:
    """Compare tokens and sentences, found in the raw text."""
    return _measure_raw(question, tokenizer.work_all)


def measure_sentences(question: Question) -> Measured:
    """Compare sentences, found in the raw text."""
    parts, seconds = _measure_raw(question, tokenizer.work_all)
    return {"sentences": parts["sentences"]}, seconds


def measure_chunks(question: Question) -> Measured:
    """Compare phrases over gold tokens and tags: right are those with the same ends and label."""
    gold = [document for document in question.gold if document.annotated.chunks is not None]
    bare = [document.with_annotation(replace(document.annotated, chunks=None)) for document in gold]
    found, seconds = _timed(question, chunker.work_all, bare)
    return {"chunks": of_spans(_spans(gold), _spans(found))}, seconds


def penn(columns: Annotation) -> Column | None:
    """Return the column of Penn tags."""
    return columns.tags


def own_universal(columns: Annotation) -> Column | None:
    """Return the column of universal tags, where there is one."""
    return columns.universal


def universal_tags(columns: Annotation) -> Column | None:
    """Return the column of universal tags; where a model gives none, what its Penn tags stand for.

    >>> universal_tags(Document.from_sents([[("dogs", "NNS")]]).annotated)
    ['NOUN']
    """
    if columns.universal is None and columns.tags is not None:
        return [PENN_TO_UNIVERSAL.get(tag or "", "X") for tag in columns.tags]
    return columns.universal


def _tags_part(question: Question, found: Sequence[Document], theirs: Choose, ours: Choose) -> PartScore:
    """Score a column of tags on all gold tokens that have one, known words and unknown ones apart."""
    triples = [
        (form, gold_tag, tag or UNTAGGED)
        for gold, document in zip(question.gold, found, strict=True)
        for form, gold_tag, tag in _beside(gold, document, theirs, ours)
        if gold_tag is not None
    ]
    part = of_pairs((gold_tag, tag) for _, gold_tag, tag in triples)
    if question.knows is None:
        return part
    apart: dict[str, list[tuple[str, str]]] = {KNOWN: [], UNKNOWN: []}
    for form, gold_tag, tag in triples:
        apart[KNOWN if question.knows(form) else UNKNOWN].append((gold_tag, tag))
    return replace(part, groups={name: of_pairs(pairs).total for name, pairs in apart.items()})


def _lemmas_part(question: Question, found: Sequence[Document]) -> PartScore:
    """Score lemmas as CoNLL 2018 did, known words and unknown ones apart; of confusions, only mistakes."""
    scores = {group: Score() for group in (KNOWN, UNKNOWN)}
    mistakes: Counter[tuple[str, str]] = Counter()
    for gold, document in zip(question.gold, found, strict=True):
        if gold.annotated.lemmas is None:
            continue
        for form, lemma, other in _beside(gold, document, own_lemmas, own_lemmas):
            right = is_right(lemma, other)
            scores[KNOWN if question.knows is None or question.knows(form) else UNKNOWN] += Score(1, 1, int(right))
            if not right:
                mistakes[lemma or UNTAGGED, other or UNTAGGED] += 1
    groups = {} if question.knows is None else scores
    return PartScore(sum(scores.values(), Score()), groups=groups, confusions=mistakes)


def _feats_part(question: Question, found: Sequence[Document]) -> PartScore:
    """Score features as CoNLL 2018 did, by those that are universal; of confusions, only mistakes."""
    scores = {group: Score() for group in (KNOWN, UNKNOWN)}
    mistakes: Counter[tuple[str, str]] = Counter()
    for gold, document in zip(question.gold, found, strict=True):
        if gold.annotated.feats is None:
            continue
        for form, feats, other in _beside(gold, document, own_feats, own_feats):
            pair = universal_part(feats) or UNTAGGED, universal_part(other) or UNTAGGED
            right = pair[0] == pair[1]
            scores[KNOWN if question.knows is None or question.knows(form) else UNKNOWN] += Score(1, 1, int(right))
            if not right:
                mistakes[pair] += 1
    groups = {} if question.knows is None else scores
    return PartScore(sum(scores.values(), Score()), groups=groups, confusions=mistakes)


def own_feats(columns: Annotation) -> Column | None:
    """Return the column of features."""
    return columns.feats


def own_lemmas(columns: Annotation) -> Column | None:
    """Return the column of lemmas."""
    return columns.lemmas


def _beside(gold: Document, found: Document, theirs: Choose, ours: Choose) -> zip[tuple[str, str | None, str | None]]:
    nothing = [None] * len(gold.annotated.forms)
    columns = gold.annotated.forms, theirs(gold.annotated) or nothing, ours(found.annotated) or nothing
    return zip(*columns, strict=True)


def _measure_raw(question: Question, work: Work) -> Measured:
    """Let the model find everything in the raw text, and compare by characters, as CoNLL 2018 did."""
    found, seconds = _timed(question, work, [Document(document.id, document.text) for document in question.gold])
    scores = align_all(question.gold, found)
    parts = {"tokens": scores.tokens, "sentences": scores.sentences}
    if any(document.annotated.tags or document.annotated.universal for document in found):
        parts["XPOS"] = scores.tags
        gold = [_tagged_by(own_universal, document) for document in question.gold]
        parts["UPOS"] = align_all(gold, [_tagged_by(universal_tags, document) for document in found]).tags
        parts |= {LEMMAS: scores.lemmas, FEATS: scores.feats}
    return {name: PartScore(score) for name, score in parts.items() if score.gold}, seconds


def _tagged_by(column: Choose, document: Document) -> Document:
    """Put another column in the place of the Penn tags, where the alignment looks."""
    return document.with_annotation(replace(document.annotated, tags=column(document.annotated)))


def _timed(question: Question, work: Work, documents: Sequence[Document]) -> tuple[list[Document], float]:
    work([_beginning(document) for document in documents[:1]], question.pipeline)  # loads the kernels
    start = perf_counter()
    return work(documents, question.pipeline), perf_counter() - start


def _beginning(document: Document) -> Document:
    if document.annotation is None:
        return Document(document.id, document.text[:100])
    return piece(document, 0, next(iter(document.annotation.sentence_ends), 0), 0)


def _bare(document: Document) -> Document:
    columns = document.annotated
    return document.with_annotation(Annotation(columns.forms, columns.starts, columns.ends, columns.sentence_ends))


def _spans(documents: Sequence[Document]) -> dict[Any, str]:
    return {
        (number, start, end): label
        for number, document in enumerate(documents)
        for label, start, end in document.annotated.chunks or ()
    }
