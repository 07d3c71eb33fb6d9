"""pytest plugin: gives the settings their environment, and a database if none is named.

pytest-django imports the settings before any conftest, so this must be a ``-p`` plugin.
"""

import os

TEST_ENVIRONMENT = {
    "ENVIRONMENT": "test",
    "DEBUG": "0",
    "SECRET_KEY": "only-for-tests-" + "0" * 40,
    "SITE_URL": "http://testserver",
}

os.environ.update(TEST_ENVIRONMENT)
