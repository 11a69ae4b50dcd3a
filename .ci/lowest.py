"""Print the lowest versions that pyproject.toml promises, as pip takes constraints."""

import re
from importlib.metadata import requires

for requirement in requires("nlpmap") or ():
    if found := re.match(r"([\w-]+).*?>=([\d.]+)", requirement):
        print("{}=={}".format(*found.groups()))
