"""What the code about money must never do: binary fractions, calls inside transactions."""

import ast
import datetime
from pathlib import Path

import pytest
import stripe as sdk
from django.db import transaction

from sponsors import stripe_gateway
from sponsors.stripe_gateway import InsideTransaction, acting, asking
from sponsors.stripe_gateway.client import client, refuse_inside_transaction

ROOT = Path(__file__).resolve().parent.parent.parent / "sponsors"
OURS = sorted(
    path for path in ROOT.rglob("*.py") if not {"migrations"} & set(path.parts)
)
AGES_AGO = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# Pictures are measured, charts are drawn: shares of pixels, never amounts.
MAY_DIVIDE = {"charts.py", "logos.py", "placements.py"}
# Seconds that something is kept or waited for are no amounts either.
TIMES = {"goals.py", "client.py"}


def name(path):
    return str(path.relative_to(ROOT))


def binary_fractions(tree):
    """Yield the lines on which a float is written, made or comes of a division."""
    for node in ast.walk(tree):
        is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
        makes_one = (
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
        )
        divides = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(
            node.op, ast.Div
        )
        rounds = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "round"
        if is_float or makes_one or divides or rounds:
            yield node.lineno


@pytest.mark.parametrize("path", OURS, ids=name)
def test_no_float_is_near_money(path):
    """Case 41."""
    tree = ast.parse(path.read_text())
    allowed = path_divisions(tree)
    if path.name in TIMES:
        allowed |= times(tree)

    found = [line for line in binary_fractions(tree) if line not in allowed]

    assert found == [] or path.name in MAY_DIVIDE


def times(tree):
    """Return the lines on which a number with a point is written: 0.5 seconds."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }


def path_divisions(tree):
    """Return the lines on which a path is put together: its sign is the same."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and isinstance(node.right, ast.Constant | ast.JoinedStr)
        and not isinstance(getattr(node.right, "value", ""), int | float)
    }


def test_the_rule_sees_every_kind_of_fraction():
    code = "a = 1.5\nb = float('1')\nc = a / b\nc /= 2\nd = round(c)\ne = 3 // 2"

    assert set(binary_fractions(ast.parse(code))) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("path", OURS, ids=name)
def test_only_the_gateway_knows_the_library(path):
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").partition(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
    }

    assert ("stripe" in imported) <= (path.parent.name == "stripe_gateway")


def test_only_one_module_knows_the_address():
    """Guard (f): nothing else can send a key elsewhere."""
    naming = {name(path) for path in OURS if "STRIPE_API_BASE" in path.read_text()}

    assert naming == {"checks.py", "stripe_gateway/client.py"}


CALLS = [
    lambda: stripe_gateway.retrieve_session("cs_1"),
    lambda: stripe_gateway.bill_of("ch_1"),
    lambda: stripe_gateway.cancel_subscription("sub_1"),
    lambda: list(stripe_gateway.list_charges(since=AGES_AGO)),
    lambda: stripe_gateway.create_refund(
        refund_id=1, charge="ch_1", amount=1, reason="duplicate"
    ),
]


@pytest.mark.django_db(transaction=True)
def test_stripe_is_never_called_inside_a_transaction(stripe):
    for call in CALLS:
        with transaction.atomic(), pytest.raises(InsideTransaction):
            call()
        with transaction.atomic(), transaction.atomic():  # noqa: SIM117  one line too long
            with pytest.raises(InsideTransaction):
                call()


@pytest.mark.django_db
def test_the_transaction_of_a_test_does_not_count_but_one_inside_does(stripe):
    refuse_inside_transaction()

    with transaction.atomic(), pytest.raises(InsideTransaction):
        refuse_inside_transaction()


def test_every_public_call_is_guarded():
    """A function that forgot its decorator would be the one that is called wrongly."""
    for module in (acting, asking):
        tree = ast.parse(Path(module.__file__).read_text())
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            calls = "client()" in ast.unparse(node) or "_update(" in ast.unparse(node)
            guarded = any(ast.unparse(one) == "asks" for one in node.decorator_list)
            assert guarded or not calls, node.name


def test_the_client_is_as_the_notes_ask(stripe, settings):
    options = client()._requestor._options

    assert options.stripe_version == settings.STRIPE_API_VERSION
    assert options.max_network_retries == 2
    assert options.base_addresses["api"] == stripe.base
    assert sdk.enable_telemetry is False
    assert sdk.api_version == settings.STRIPE_API_VERSION
