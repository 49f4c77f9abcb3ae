"""`python -m fam account`: help where nobody can get in any more."""

import pytest

from fam import cli, db
from fam.models import SecondFactor
from fam.ui import auth_session
from fam.ui.auth_check import verified, verified_code
from tests.support.cast import PASSWORD
from tests.support.factor import give_factor, id_of
from tests.support.people import new_session

pytestmark = pytest.mark.usefixtures("database")


def test_a_lost_factor_is_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    """Factor, recovery codes, failures and log-ins of the account are gone; a second time there is nothing to take."""
    _secret, codes = give_factor("adam")
    sid = new_session("adam")
    for _ in range(6):
        verified_code(id_of("adam"), "000000", "a")
    assert cli.main(["account", "reset-factor", " Adam "]) == 0
    assert "Zweiter Faktor entfernt." in capsys.readouterr().out
    with db.program() as session:
        assert session.get(SecondFactor, id_of("adam")) is None
    assert auth_session.look(sid) is None
    assert not verified_code(id_of("adam"), codes[0], "a")
    assert cli.main(["account", "reset-factor", "adam"]) == 1
    assert capsys.readouterr().err == "Dieses Konto hat keinen zweiten Faktor.\n"


def test_failures_and_log_ins_end() -> None:
    """`unblock` lets somebody try at once, `end-sessions` ends every log-in."""
    for _ in range(6):
        verified("anna", "falsch", "a")
    assert verified("anna", PASSWORD, "a") is None
    assert cli.main(["account", "unblock", "anna"]) == 0
    assert verified("anna", PASSWORD, "a") is not None
    sid = new_session("anna")
    assert cli.main(["account", "end-sessions", "anna"]) == 0
    assert auth_session.look(sid) is None


@pytest.mark.parametrize("action", ["reset-factor", "unblock", "end-sessions"])
def test_nobody_is_one_sentence(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown name: exit code 1 and one sentence."""
    assert cli.main(["account", action, "niemand"]) == 1
    assert capsys.readouterr().err == "Es gibt kein Konto „niemand“.\n"
