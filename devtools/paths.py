"""Where things lie in this checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"  # whatever `make run` and the tests make: safe to delete
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
MAIL = LOCAL / "mail"
