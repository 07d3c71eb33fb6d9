import pytest
from tests import factories
pytestmark = pytest.mark.django_db

def test_page(client):
    page = factories.make_page()
    assert page.published.html
    factories.revise(page)
    r = client.get(page.get_absolute_url())
    print(r.content.decode())
    assert r.status_code == 200
