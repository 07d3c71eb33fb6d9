"""pytest plugin: marks browser journeys, and leaves them out where Chromium is missing."""
