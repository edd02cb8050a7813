import pytest

from sspedu.accounts.cleaning import clean_email
from sspedu.errors import Invalid


def test_a_danish_domain_is_kept_as_mail_servers_write_it() -> None:
    assert clean_email("Bo@Køge.example") == "bo@xn--kge-0na.example"


def test_an_address_that_few_mail_servers_take_is_refused() -> None:
    with pytest.raises(Invalid):
        clean_email("søren@kommune.example")
