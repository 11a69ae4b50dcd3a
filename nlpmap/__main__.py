"""Run the command line: ``python -m nlpmap``."""

from .cli import main

if __name__ == "__main__":
    main()
