"""Forums behind the log-in: a thin, safe coat around django-machina."""
