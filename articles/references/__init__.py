"""References: read from free text and files, written for export, shown in one style."""
