import pytest
from random import Random
from fam import db
from fam.figures import catalogue, kept, reading
from fam.models import Account
from fam.rules.terms import Institution
from tests.figures.test_kept import PERIODS, IDS, _edit
from tests.figures.reference import worlds
from tests.figures.reference.families import world
@pytest.mark.parametrize("seed", range(10, 22))
def test_soak(database_url, seed):
    if not database_url.startswith("sqlite"): pytest.skip("x")
    with db.program() as session:
        session.add_all([Account(username=one, display_name=one, institution=one) for one in Institution])
    with db.program() as session:
        lists = worlds.lists(session)
    worlds.write(world(Random(100+seed), lists, 12))
    kept.forget()
    chance = Random(seed)
    columns = [(table, name) for table, rule in reading.RULES.items() for name in sorted(rule.reads) if (table,name)!=("family","family_id")]
    kept.rows(PERIODS, IDS)
    n=0
    for _ in range(60):
        table, name = chance.choice(columns)
        try: told = _edit(chance, table, name)
        except Exception: continue
        try: b = catalogue.series(PERIODS, IDS)
        except ValueError: break
        a = kept.rows(PERIODS, IDS); n+=1
        for x, y in zip(a, b):
            for f, g in zip(x, y):
                assert f == g, (told, f.id, f.period, f.number, g.number)
    print("edits", n)
