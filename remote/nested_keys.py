"""Keys that lead inwards: ``user.description`` is the value under ``description`` in what is under ``user``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MISSING = object()


class NoText(ValueError):
    """An object without a text where one is expected."""


def under(value: Any, key: str) -> Any:
    """Return what is under a key, which may lead inwards, also by the numbers of lists; a key with dots comes first.

    >>> row = {"user": {"names": ["Ada", "Bo"]}, "a.b": 1}
    >>> under(row, "user.names.1"), under(row, "a.b"), under(row, "user.age") is MISSING
    ('Bo', 1, True)
    >>> under({"user": None}, "user.names") is None
    True
    """
    path = path_of(value, key)
    if path is None:
        return MISSING
    for step in path:
        value = None if value is None else value[step]
    return value


def path_of(value: Any, key: str) -> tuple[Any, ...] | None:
    """Return the steps to what is under a key; ``None`` where there is nothing.

    >>> path_of({"user": {"name": "Ada"}}, "user.name"), path_of({}, "text")
    (('user', 'name'), None)
    """
    if value is None:
        return ()
    if isinstance(value, list):
        number, _, rest = key.partition(".")
        return _through(value, int(number), rest) if number.isdecimal() and int(number) < len(value) else None
    if not isinstance(value, Mapping):
        return None
    if key in value:
        return (key,)
    for end in range(len(key) - 1, 0, -1):
        if key[end] == "." and key[:end] in value:
            return _through(value, key[:end], key[end + 1 :])
    return None


def _through(value: Any, step: Any, rest: str) -> tuple[Any, ...] | None:
    if not rest:
        return (step,)
    further = path_of(value[step], rest)
    return None if further is None else (step, *further)


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy of a value without what a path leads to; lists keep their length, and what is left empty goes.

    >>> without({"user": {"name": "Ada", "age": 9}, "id": 1}, ("user", "name"))
    {'user': {'age': 9}, 'id': 1}
    >>> without({"user": {"name": "Ada"}}, ("user", "name"))
    {}
    """
    step, *rest = path
    if value[step] is None:
        rest = []
    inner = without(value[step], tuple(rest)) if rest else None
    if isinstance(value, list):
        return [*value[:step], inner, *value[step + 1 :]]
    kept = {key: inner if key == step else member for key, member in value.items()}
    if not inner:
        del kept[step]
    return kept


def taken(row: Mapping[str, Any], text_key: str, id_key: str) -> tuple[str, Any, dict[str, Any]]:
    """Take a text and an id out of an object: the text, the id or ``None``, and what else there is.

    No text, where its key has ``null``, is an empty one; raises `NoText` where there is no such key.

    >>> taken({"id": 7, "text": None, "year": 1999}, "text", "id")
    ('', 7, {'year': 1999})
    """
    if type(row.get(text_key)) is str and (id_key in row or "." not in id_key) and text_key != id_key:
        plain = dict(row)  # as nearly all objects are; the rest is what it comes to, in a fifth of the time
        return plain.pop(text_key), plain.pop(id_key, None), plain
    path = path_of(row, text_key)
    if path is None:
        keys = ", ".join(map(repr, keys_of(row))) or "none"
        raise NoText(f"no text under {text_key!r}; its keys: {keys}{members(row)}")
    text = under(row, text_key)
    if not isinstance(text, (str, type(None))):
        inner = [f"{text_key}.{key}" for key in keys_of(text)] if isinstance(text, Mapping) else []
        keys = f", with the keys {', '.join(map(repr, inner[:9]))}" if inner else ""
        raise NoText(f"what is under {text_key!r} is no text but {article(text)}{keys}")
    rest = without(row, path)
    path = path_of(rest, id_key)
    identity = under(rest, id_key) if path else None
    return text or "", identity, without(rest, path) if path else rest


def keys_of(row: Mapping[str, Any]) -> list[str]:
    """List the keys of an object, and those of the objects in it.

    >>> keys_of({"id": 7, "user": {"name": "Ada"}})
    ['id', 'user', 'user.name']
    """
    inner = {key: value for key, value in row.items() if isinstance(value, Mapping)}
    return [name for key in row for name in (key, *(f"{key}.{of}" for of in inner.get(key, ())))]


def members(row: Mapping[str, Any]) -> str:
    """Return how the objects in a list become documents, where an object has such a list.

    >>> members({"data": [{"text": "Dogs."}]}), members({"tags": ["NN"]})
    ("; the objects in 'data' are documents when each has a line, as jq -c '.data[]' writes them", '')
    """
    lists = (key for key, value in row.items() if isinstance(value, list) and value and isinstance(value[0], Mapping))
    key = next(lists, None)
    written = f"; the objects in {key!r} are documents when each has a line, as jq -c '.{key}[]' writes them"
    return written if key is not None else ""


def article(value: object) -> str:
    """Return the kind of a JSON value, with its article.

    >>> article([]), article(7), article({}), article(None)
    ('a list', 'a number', 'an object', 'null')
    """
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true or false"
    if isinstance(value, bytes):
        return "bytes that are not UTF-8"
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, Mapping) else "a number"
