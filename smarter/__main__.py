"""`python -m smarter` is the command."""

from __future__ import annotations

from smarter.cli.start import main

if __name__ == "__main__":
    main()
