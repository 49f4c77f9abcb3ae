"""Each installation has a secret of its own, with which the lists that go out to be edited are sealed.

Revision ID: 0003
Revises: 0002
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SETTING = sa.table("setting", sa.column("key", sa.String), sa.column("value", sa.JSON))


def upgrade() -> None:
    op.bulk_insert(SETTING, [{"key": "list_seal", "value": secrets.token_hex(32)}])


def downgrade() -> None:
    op.execute(SETTING.delete().where(SETTING.c.key == "list_seal"))
