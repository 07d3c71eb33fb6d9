"""What a developer types: run, test, check, bench. Never part of a release."""
