"""One small demo with faults and one without, written once per session."""

import pytest

from unit.synthetic.pembaca_demo import Demo


@pytest.fixture(scope="session")
def bersih(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The tiny demo without faults."""
    return Demo.tulis(tmp_path_factory.mktemp("bersih"), faults=False)


@pytest.fixture(scope="session")
def kotor(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The tiny demo with faults."""
    return Demo.tulis(tmp_path_factory.mktemp("kotor"), faults=True)
