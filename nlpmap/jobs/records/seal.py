"""Seals: by which a user's own ledgers are known again, so that one that came from elsewhere names no file to read."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files.durable import new_file
from ...files.plain import open_plain
from ...files.special import make_folder
from .long_json import json_pieces

SEAL = "seal"
LENGTH = 64  # characters of a key


def sealed(order: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order with the seal of this user, where there is a place to keep its key."""
    plain = {key: entry for key, entry in order.items() if key != SEAL}
    key = key_of_user(make=True)
    return plain if key is None else {**plain, SEAL: seal_of(plain, key)}


def is_sealed(order: Mapping[str, Any]) -> bool:
    """Return whether an order is as this user wrote it.

    >>> is_sealed({"given": ["/etc/passwd"], "seal": "0" * 64})
    False
    """
    plain = {key: entry for key, entry in order.items() if key != SEAL}
    key = key_of_user(make=False)
    return key is not None and hmac.compare_digest(seal_of(plain, key).encode(), str(order.get(SEAL)).encode())


def seal_of(order: Mapping[str, Any], key: bytes) -> str:
    seal = hmac.new(key, digestmod=hashlib.sha256)
    for piece in json_pieces(order, sort_keys=True):
        seal.update(piece)
    return seal.hexdigest()


def key_of_user(make: bool) -> bytes | None:
    """Return the key of this user, made if need be; ``None`` where there is none."""
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")  # noqa: PTH111 - never raises
    path = Path(state, "nlpmap", "ledger.key")
    if not path.is_absolute():
        return None
    try:
        return read_key(path)
    except FileNotFoundError:
        return made_key(path) if make else None
    except (OSError, InputError):
        return None


@cache
def read_key(path: Path) -> bytes:
    with open_plain(path) as file:
        key = file.read()
    if len(key) != LENGTH:
        raise InputError(f"{path}: no key of nlpmap's")
    return key


def made_key(path: Path) -> bytes | None:
    try:
        make_folder(path.parent)
        with suppress(InputError):  # another process was faster
            new_file(path, secrets.token_hex(LENGTH // 2).encode(), like=path, mode=0o600).close()
        return read_key(path)
    except (OSError, InputError):
        return None
