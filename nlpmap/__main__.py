"""Run the command line, ``nlpmap`` or ``python -m nlpmap``, with nothing imported from the current folder."""

import atexit
import gc
import os  # Python itself has imported these: no file of the current folder can take their places
import sys


def hold_closed_descriptors() -> None:
    """Take the numbers of standard streams that the shell has closed (``2>&-``), which stay closed for who uses them.

    Else the next file that is opened has such a number, an output, say, and what a library prints goes into it.
    """
    for number, other_way in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_RDONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, other_way), True)


def leave_out_current_folder(run_as_module: bool) -> None:
    """Take the current folder, where a corpus may lie, off the path, unless its user named it."""
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib would be imported from there
    except OSError:
        here = ""  # it has been removed
    if run_as_module and sys.path[0] in ("", here) and not getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if "" in entries and len(entries) > 1:
        named = [os.path.realpath(entry) for entry in entries if entry]
        sys.path[:] = [folder for folder in sys.path if folder not in ("", here) or here in named]


hold_closed_descriptors()
leave_out_current_folder(run_as_module=__name__ == "__main__")
gc.set_threshold(50_000, 20, 20)  # looking through all that is imported and read costs a tenth, and finds nothing
sys.setswitchinterval(0.0003)  # while this process is busy, its threads start the workers: they wait less for a turn
atexit.register(gc.freeze)  # nor does looking through it once more at the end

from .cli import main  # noqa: E402

if __name__ == "__main__":
    main()
