"""What is stored is read by the release before, too."""

from sspedu.curriculum.models import Registers


def test_a_document_of_a_newer_release_is_read_without_what_is_new() -> None:
    assert Registers.model_validate({"themes": [], "something_new": [1]}) == Registers()
