"""figures by day: indexes for what is counted person by person and month by month

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_station_about_id", "station", ["about_id"])
    op.create_index("ix_meeting_event_on", "meeting", ["event_on", "state"])
    op.create_index("ix_goal_ended_on", "goal", ["ended_on"])


def downgrade() -> None:
    op.drop_index("ix_goal_ended_on", "goal")
    op.drop_index("ix_meeting_event_on", "meeting")
    op.drop_index("ix_station_about_id", "station")
