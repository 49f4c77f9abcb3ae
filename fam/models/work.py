"""What the team does with a family: meetings with who was present, tasks, notes, the step into child protection."""

from datetime import date, time

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import Base, Content, Extendable, OfFamily, column, term
from fam.rules.terms import Institution, MeetingState, Party


class Meeting(Extendable, Content, table=True):
    """A meeting about one family; `gathering` joins the rows of one Teamsitzung over several families."""

    __tablename__ = "meeting"
    __table_args__ = (sa.Index("ix_meeting_event_on", "event_on", "state"),)  # figures read month by month (I16-I19)
    kind_id: int = column(
        "Art", Kind.CHOICE, required=True, choices="MEETING_KIND", in_charts=True, foreign_key="list_item.id"
    )
    state: MeetingState = column(
        "Stand", Kind.CHOICE, default=MeetingState.HELD, term=MeetingState, required=True, in_charts=True
    )
    starts_at: time | None = Field(default=None)
    ends_at: time | None = Field(default=None)
    place: str = column("Ort", default="", in_list=True, in_filter=True, in_charts=True)
    cancelled_on: date | None = column("Abgesagt am", Kind.DATE)
    topics: str = column(
        "Themen", Kind.LONG_TEXT, default="", max_length=10000, help="Keine Angaben zu Dritten, keine Diagnosen."
    )
    agreements: str = column("Vereinbarungen", Kind.LONG_TEXT, default="", max_length=10000, help="Eine je Zeile.")
    next_on: date | None = column("Nächster Termin", Kind.DATE, in_list=True, in_filter=True, in_charts=True)
    gathering: str = Field(default="", index=True, max_length=36)
    recorded: bool = True  # False: planned and not yet documented


class Attendee(Base, table=True):
    """Who was expected at a meeting, and who was present; "gemeinsam" is computed from this (I17)."""

    __tablename__ = "attendee"
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    family_id: int = Field(foreign_key="family.id", index=True, ondelete="CASCADE")
    party: Party = term(Party)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    member_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    name: str = ""
    present: bool = True


class Task(Extendable, Content, table=True):
    """Something to do, by whom and until when; `event_on` is the day it was agreed."""

    __tablename__ = "task"
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True, ondelete="SET NULL")
    goal_id: int | None = Field(default=None, foreign_key="goal.id", index=True, ondelete="SET NULL")  # a step to it
    text: str = column("Aufgabe", required=True, max_length=500)
    owner_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    owner_text: str = column("Wer sonst", default="", help="z. B. Familie, Schule")
    due_on: date | None = column("Fällig am", Kind.DATE, index=True, in_charts=True)
    done_on: date | None = column("Erledigt am", Kind.DATE, in_charts=True)
    done_by: int | None = Field(default=None, foreign_key="account.id")


class Note(Extendable, Content, table=True):
    """A dated entry in the file. ASD staff's notes are INSTITUTION unless set to TEAM."""

    __tablename__ = "note"
    text: str = column("Eintrag", Kind.LONG_TEXT, default="", required=True, max_length=10000)


class ProtectionReport(OfFamily, table=True):
    """That something was passed on to child protection, by whom, family informed or not; no content (handbook §5.7)."""

    __tablename__ = "protection_report"
    institution: Institution = term(Institution)
    reported_on: date = column("Weitergabe am", Kind.DATE, required=True)
    author_id: int | None = Field(default=None, foreign_key="account.id")
    family_informed: bool = column("Familie informiert", Kind.BOOLEAN, default=False)
    reason_not_informed: str = column("Grund, wenn nicht informiert", default="")
