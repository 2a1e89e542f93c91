"""The script `iso-app`, and `python -m iso_app`."""

import gc


def main() -> None:
    """Run the script. Nothing is collected meanwhile: what is imported stays, and `settle_memory` collects again."""
    gc.disable()
    from iso_app import cli

    cli.main()


if __name__ == "__main__":
    main()
