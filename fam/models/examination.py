"""The examination of a proposal: each institution answers and votes for itself (domain handbook §4.4)."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from fam.models.base import Extendable, OfFamily, term
from fam.rules.terms import Answer, Institution


class Judgement(OfFamily, table=True):
    """One institution's answer to one criterion; a reason is needed for nein, teilweise or a difference."""

    __tablename__ = "judgement"
    __table_args__ = (sa.UniqueConstraint("family_id", "institution", "criterion"),)
    institution: Institution = term(Institution)
    criterion: str = Field(max_length=40)  # key of fam.rules.admission
    answer: Answer = term(Answer, Answer.UNKNOWN)
    reason: str = Field(default="", max_length=1000)
    author_id: int | None = Field(default=None, foreign_key="account.id")


class Vote(Extendable, OfFamily, table=True):
    """One institution's yes or no to the admission."""

    __tablename__ = "vote"
    __table_args__ = (sa.UniqueConstraint("family_id", "institution"),)
    institution: Institution = term(Institution)
    answer: Answer = term(Answer)
    reason: str = Field(default="", max_length=1000)
    voted_on: date
    author_id: int | None = Field(default=None, foreign_key="account.id")


class Dissent(OfFamily, table=True):
    """Both institutions voted differently: goes to both Koordinationen and stays countable after it is settled."""

    __tablename__ = "dissent"
    raised_on: date
    settled_on: date | None = None
    outcome: Answer | None = term(Answer)
    note: str = Field(default="", max_length=1000)
    settled_by: int | None = Field(default=None, foreign_key="account.id")
