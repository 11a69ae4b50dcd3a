"""What a host tells of its interpreter, by which libraries are chosen for it."""

from __future__ import annotations

import os
import platform
import sys
from importlib.machinery import EXTENSION_SUFFIXES


def host_facts() -> dict[str, object]:
    """Return what compiled code must be made for.

    >>> host_facts()["python"] == "{}.{}".format(*sys.version_info)
    True
    """
    return {
        "python": "{}.{}".format(*sys.version_info),
        "implementation": sys.implementation.name,
        "suffix": EXTENSION_SUFFIXES[0] if EXTENSION_SUFFIXES else "",
        "system": sys.platform,
        "machine": platform.machine() if sys.maxsize > 2**32 else "32-bit",
        "library": system_library(),
    }


def system_library() -> str:
    """Return the C library, or what stands for it, and its version.

    >>> len(system_library().split())
    2
    """
    if sys.platform == "darwin":
        return f"macos {platform.mac_ver()[0] or '11.0'}"
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} 0.0"
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or "musl 1.2"
    except (ValueError, OSError):  # a name that only glibc knows
        return "musl 1.2"
