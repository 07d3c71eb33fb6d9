"""``manage.py demo``: never in production, and quiet when there is nothing to do."""

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_demo_command_refuses_other_environments(db, settings, environment):
    settings.ENVIRONMENT = environment

    with pytest.raises(CommandError, match="ENVIRONMENT=development"):
        call_command("demo")

    assert not User.objects.exists()


def test_demo_command_says_what_it_added_and_then_nothing(db, capsys):
    call_command("demo")
    first = capsys.readouterr().out
    call_command("demo")
    second = capsys.readouterr().out
    call_command("demo", verbosity=2)
    third = capsys.readouterr().out

    assert "9 pages" in first
    assert second == ""
    assert "already there" in third
