"""What several test modules share."""

import pytest

from publish import site


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory):
    """The whole site, built as `course.py site` does."""
    made = tmp_path_factory.mktemp("made") / "site"
    assert site.main(made) == 0
    return made
