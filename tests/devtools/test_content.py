"""The database is looked at again whenever something changed that says what is in it."""

import sys
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from devtools import content
from devtools.paths import ROOT


def test_every_migration_of_ours_is_noticed():
    migrations = MigrationLoader(None).disk_migrations.values()
    files = {Path(sys.modules[one.__module__].__file__) for one in migrations}
    ours = {
        file
        for file in files
        if file.is_relative_to(ROOT) and "site-packages" not in file.parts
    }

    watched = {path for pattern in content.SOURCES for path in ROOT.glob(pattern)}

    assert {file.parts[len(ROOT.parts)] for file in ours} >= {"forums", "sponsors"}
    assert ours - watched == set()
