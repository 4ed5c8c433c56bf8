"""`python -m mentorsim`: the command line."""

from mentorsim.cli import main

if __name__ == "__main__":
    main()
