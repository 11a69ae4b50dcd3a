"""Keyword options that there are not: a hint at the one that was meant, also where another library calls it so."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from .errors import OptionError, meant

OTHER_NAMES = {  # what other libraries call these
    "workers": (
        "n_jobs n_process n_processes n_workers n_threads num_workers num_proc num_processes max_workers processes "
        "process jobs nproc cores threads"
    ),
    "window": "batch_size batchsize chunksize chunk_size n_batch batch prefetch pre_dispatch",
    "on_error": "errors error error_handler onerror ignore_errors error_score",
    "progress": "verbose bar show_progress progress_bar disable_tqdm tqdm",
    "text_key": "column text_column text_field textkey text content",
    "id_key": "id_column id_field idkey docid",
    "encoding": "enc charset codec",
    "format": "input_format fileformat type fmt",
    "tokenizer": "tokeniser word_tokenizer tokenize",
    "lemmatizer": "lemmatiser",
    "lemmas": "lemma lemmatize lemmatise",
    "feats": "feat morph morphs morphology morphological_features ufeats",
    "splitter": "sentence_splitter sentence_tokenizer sent_tokenizer segmenter",
    "model": "lang language nlp pipeline",
    "specs": "hosts gateways tx spec",
    "max_chars": "max_length max_len maxchars",
    "max_bytes": "max_size maxbytes maximum_bytes",
    "as_tuples": "return_tuples tuples",
}
Params = ParamSpec("Params")
Result = TypeVar("Result")
MEANT = {other: name for name, others in OTHER_NAMES.items() for other in others.split()}


def check_options(given: Iterable[str], known: Iterable[str], of: str) -> None:
    """Raise `OptionError`, with the option that was meant, for a keyword option that there is not.

    >>> check_options(["n_jobs"], ["workers", "window"], "nlpmap.tag")
    Traceback (most recent call last):
    nlpmap.errors.OptionError: nlpmap.tag has no option 'n_jobs'; did you mean 'workers'?
    """
    names = list(known)
    for name in given:
        if name not in names:
            alias = MEANT.get(name.lower())
            hint = f"did you mean {alias!r}?" if alias in names else meant(name, names)
            if alias == "window" and alias in names:
                hint = "batches are sized as the map goes; window= says how far it reads ahead"
            if "workers" in (alias, name) and "workers" not in names:
                hint = "workers= is an option of nlpmap.Pool itself"
            raise OptionError(f"{of} has no option {name!r}; {hint}")


def hinting(of: str) -> Callable[[Callable[Params, Result]], Callable[Params, Result]]:
    """Return a decorator of a function with options of its own, which are checked as `check_options` does.

    >>> @hinting("write")
    ... def write(path, *, format=None): ...
    >>> write("out", fmt="tsv")
    Traceback (most recent call last):
    nlpmap.errors.OptionError: write has no option 'fmt'; did you mean 'format'?
    """

    def decorated(function: Callable[Params, Result]) -> Callable[Params, Result]:
        known = [name for name in inspect.signature(function).parameters if name != "self"]

        @wraps(function)
        def checked(*args: Params.args, **options: Params.kwargs) -> Result:
            check_options(options, known, of)
            return function(*args, **options)

        return checked

    return decorated
