"""What several test modules share."""

import pytest


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory):
    """The whole site, built as `course.py site` does."""
    from publish import site  # here, for those who run a test of something else

    made = tmp_path_factory.mktemp("made") / "site"
    assert site.main(made) == 0
    return made
