"""One callable for the engines that people have: it takes a batch, and returns it with its annotation's columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, get_type_hints

from ..errors import InputError, OptionError, meant
from ..option_names import MEANT, check_options
from ..optional import library
from ..parallel.options import POOL_OPTIONS
from ..remote.components import Task
from ..remote.formats.token_columns import Columns
from .annotated_rows import OnRowError, annotated_columns, names_of_columns
from .arrow_columns import PURPOSE, arrow_type, pandas_frame_of, schema_of
from .batches import BatchKind, check_names, kind_of_batch
from .garbage import LOOKS
from .portable_recipe import WORK, PortableRecipe
from .recipe import Recipe, RecipeOptions

if TYPE_CHECKING:
    from typing_extensions import Unpack

ROWS_AT_ONCE = 1024  # as plain objects of Python, beside a table that has them packed
OWN_OPTIONS = ("column", "on_error", "prefix")
OPTIONS = (*OWN_OPTIONS, *get_type_hints(RecipeOptions))
OF_ENGINES = (*POOL_OPTIONS, "window")
OF_COLUMNS = ("text_key",)


class Annotator:
    """Annotates batches, in the process that calls it: what `nlpmap.annotator` returns, whose options it takes.

    >>> annotate = Annotator("tokenize", column="body")
    >>> annotate({"body": ["Yes!"]})["tokens"]
    [['Yes', '!']]
    """

    def __init__(
        self,
        task: Task,
        *,
        column: str = "text",
        on_error: OnRowError = "raise",
        prefix: str = "",
        **steps: Unpack[RecipeOptions],
    ) -> None:
        if not isinstance(task, str) or task not in WORK:
            raise InputError(f"unknown task {task!r}; {meant(str(task), WORK)}")
        check_annotator_options(steps)
        if on_error not in ("column", "raise"):
            raise InputError(f"on_error is 'column' or 'raise', not {on_error!r}")
        for name, given in (("column", column), ("prefix", prefix)):
            if not isinstance(given, str):
                raise InputError(f"{name} is a text, not {given!r}")
        self.column = column
        self.on_error = on_error
        self.prefix = prefix
        recipe = Recipe(**steps)
        recipe.check_plain_text(task)
        self.recipe = PortableRecipe(task, recipe)

    def __call__(self, batch: Any) -> Any:
        """Return a batch, of the same kind, with all its rows and columns and those of the annotation after them."""
        kind = kind_of_batch(batch, self.column)
        check_names(kind.names(batch), self.column, self.names)
        with LOOKS.seldom():
            return kind.add(batch, self._pieces(batch, kind), self.names)

    def in_pandas(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield batch after batch, annotated, as Spark's ``mapInPandas`` and ``mapInArrow`` want it."""
        return map(self, batches)

    def schema(self, of: Any = None) -> Any:
        """Return the Arrow schema of the annotation's columns, after those ``of`` a table, a dataset or a schema.

        >>> Annotator("tokenize").schema().names
        ['tokens', 'sentence', 'start', 'end']
        """
        pyarrow = library("pyarrow", "parquet", PURPOSE)
        before = pyarrow.schema([]) if of is None else schema_of(of)
        if of is not None:
            check_names(before.names, self.column, self.names)
        for name, known in self.names.items():
            before = before.append(pyarrow.field(name, arrow_type(known)))
        return before

    def meta(self, of: Any = None) -> Any:
        """Return a pandas frame without rows: what comes out for a frame of pandas or Dask, or the new columns alone.

        >>> list(Annotator("tokenize").meta().columns)
        ['tokens', 'sentence', 'start', 'end']
        """
        if of is None:
            pandas = library("pandas", "pandas", "an empty frame of pandas")
            return self(pandas.DataFrame({self.column: []})).drop(columns=[self.column])
        return self(pandas_frame_of(of).head(0))

    @property
    def names(self) -> dict[str, str]:
        """The names of the columns that are added, each with nlpmap's own."""
        recipe = self.recipe
        names = names_of_columns(recipe.task, self.on_error, recipe.finds_lemmas, recipe.finds_feats)
        return {f"{self.prefix}{name}": name for name in names}

    def _pieces(self, batch: Any, kind: BatchKind) -> Iterator[Columns]:
        cells = kind.column(batch, self.column)
        for start in range(0, len(cells), ROWS_AT_ONCE):
            texts = kind.cells(cells, start, start + ROWS_AT_ONCE)
            columns = annotated_columns(texts, self.recipe, self.on_error, start)
            yield {f"{self.prefix}{name}": column for name, column in columns.items()}

    @property
    def __name__(self) -> str:
        """What engines call it, in their names of tasks."""
        return f"nlpmap_{self.recipe.task}"

    def __reduce__(self) -> tuple[Any, ...]:
        return annotator_again, (json.dumps([self.column, self.on_error, self.prefix]), self.recipe)

    def __repr__(self) -> str:
        own = {name: getattr(self, name) for name in OWN_OPTIONS}
        given = "".join(f", {name}={value!r}" for name, value in own.items())
        return f"nlpmap.annotator({self.recipe.task!r}{given}, by {self.recipe.recipe!r})"


def annotator(
    task: Task,
    *,
    column: str = "text",
    on_error: OnRowError = "raise",
    prefix: str = "",
    **steps: Unpack[RecipeOptions],
) -> Annotator:
    """Return a callable that takes a batch of rows and returns it with the columns of a task's annotation.

    A batch is a table of pandas, polars or Arrow, or a dict of lists or of numpy's arrays, with texts in ``column``:
    what Dask's ``map_partitions``, ``Dataset.map`` of Hugging Face's datasets and Ray Data's ``map_batches`` hand out.
    It comes back in the same kind, its rows in the same order. The columns are those of JSON lines and of parquet with
    a row a document: ``tokens sentence start end``, for ``"tag"`` also ``xpos upos``, for ``"chunk"`` also ``iob
    chunks``, with ``prefix`` before each. With ``on_error="column"`` a row without a text, or one that can't be
    annotated, has none of these, and says why in the column ``error``. Other options are those of `nlpmap.Recipe`.

    It works in the process that calls it, one thread at a time, and is pickled to few bytes, always the same.

    >>> annotate = annotator("tag", column="body", on_error="column")
    >>> batch = annotate({"body": ["Cats sleep.", None], "stars": [5, 1]})
    >>> batch["xpos"], batch["error"], batch["stars"]
    ([['NNS', 'VBP', '.'], None], [None, 'InputError: the text is missing'], [5, 1])
    """
    return Annotator(task, column=column, on_error=on_error, prefix=prefix, **steps)


def annotator_again(own: str, recipe: PortableRecipe) -> Annotator:
    """Return an annotator as it was before it was pickled."""
    annotator = Annotator.__new__(Annotator)
    annotator.column, annotator.on_error, annotator.prefix = json.loads(own)
    annotator.recipe = recipe
    return annotator


def check_annotator_options(given: Iterable[str]) -> None:
    """Raise `OptionError` for an option that there is not, with what an engine does in its place.

    >>> check_annotator_options(["n_jobs"])
    Traceback (most recent call last):
    nlpmap.errors.OptionError: nlpmap.annotator has no option 'n_jobs'; processes and sizes of batches are the ...
    """
    for name in given:
        if name in OF_ENGINES or MEANT.get(name.lower()) in OF_ENGINES:
            hint = "processes and sizes of batches are the engine's own"
            raise OptionError(f"nlpmap.annotator has no option {name!r}; {hint}")
        if name in OF_COLUMNS or MEANT.get(name.lower()) in OF_COLUMNS:
            raise OptionError(f"nlpmap.annotator has no option {name!r}; did you mean 'column'?")
    check_options(given, OPTIONS, "nlpmap.annotator")
