"""`python -m core.make_secret`: make the secret file once and say so. Needs no working settings."""

import sys

from core.settings import make_secret_file, secret_file


def main() -> None:
    """Make the file unless it exists."""
    path = secret_file()
    if make_secret_file(path):
        sys.stdout.write(
            f"Made {path} with new secrets, readable by you alone. Keep a copy with the backups.\n"
        )


if __name__ == "__main__":
    main()
