"""Makes the home of one product for a journey: `python -m tests.browser.homes FOLDER co-quan …`.

The accounts of the demonstration are there; of its three files only those that are named have been brought in.
Named `2025`, the province goes on to the year after its reorganisation.
It runs in a process of its own, so that nothing of the suite's own application stands behind what is tested.
"""

import sys
from pathlib import Path
from unittest.mock import patch

from iso_app.app import create_app, load_settings
from iso_app.cli import prepare
from iso_app.demo import services

LATER = "2025"


def build(home: Path, files: list[str]) -> None:
    settings = load_settings(home=home, demo=True)
    first = tuple(file for file in files if file != LATER)
    with create_app(settings).app_context(), patch.object(services, "FILES", first):
        prepare()
        services.build_province()
        if LATER in files:
            services.go_on_to_2025()


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2:])
