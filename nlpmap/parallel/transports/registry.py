"""All transports, by what their specs begin with. To add one, write its module beside this one and name it here."""

from __future__ import annotations

from importlib import import_module

from ...errors import InputError
from .transport import Transport

TRANSPORTS = {
    "popen": "execnet_transport:ExecnetTransport",
    "ssh": "execnet_transport:ExecnetTransport",
}


def kind_of_spec(spec: str) -> str | None:
    """Return what a spec starts, if a transport can start it.

    >>> kind_of_spec("python=python3.12//popen"), kind_of_spec("rocket=1")
    ('popen', None)
    """
    keys = (part.partition("=")[0] for part in spec.split("//"))
    return next((key for key in keys if key in TRANSPORTS), None)


def transport_for(expanded: list[str]) -> Transport:
    """Return the transport of checked specs, a slot for each; raises `InputError` where they are of several."""
    paths = {TRANSPORTS[kind] for spec in expanded if (kind := kind_of_spec(spec)) is not None}
    if len(paths) != 1:
        raise InputError(f"specs of one map are of one transport, and these are not: {', '.join(expanded)}")
    module, _, name = paths.pop().partition(":")
    transport: Transport = getattr(import_module(f".{module}", __package__), name)(expanded)
    return transport
