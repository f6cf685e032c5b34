import pytest

# What fails there says what it compared.
pytest.register_assert_rewrite("tests.fire.sums")
