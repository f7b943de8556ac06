"""The house rules of imports, as pyproject.toml writes them."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_every_module_imports_only_what_lies_beneath_or_beside_it(capsys):
    status = lint_imports(no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
