"""What a random family does: needs, goals, measures, reviews, and meetings with who was there."""

from datetime import timedelta

from fam import models as m
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, MeasureStatus, Perspective, ReviewKind
from fam.rules.terms import MeetingState, Party
from tests.figures.reference.draws import Maker


class PlanMaker(Maker):
    """Makes the plan and the meetings."""

    def plan(self) -> None:
        for _one in self.some(3):
            outcome = self.maybe(self.random.choice(tuple(GoalOutcome)), 0.6)
            begin = self.day()
            goal = self.add(
                m.Goal,
                begin,
                area_id=self.random.choice(self.known.areas),
                text="Fiktiv",
                outcome=outcome,
                ended_on=self.day(begin) if outcome else None,
            )
            for _two in self.some(3):
                self.add(
                    m.GoalRating,
                    self.day(),
                    goal_id=goal.id,
                    perspective=self.random.choice(tuple(Perspective)),
                    rating=self.random.randint(-2, 2),
                )
        for _one in self.some(6):
            self.add(
                m.Need,
                self.day(),
                area_id=self.random.choice(self.known.areas),
                perspective=self.random.choice(tuple(Perspective)),
                level=self.maybe(self.random.randint(0, 4), 0.9),
            )
        for _one in self.some(3):
            begin, end = self.span()
            self.add(
                m.Measure,
                begin,
                instrument_code=self.random.choice(list(self.known.instruments)),
                level=self.random.choice(tuple(MeasureLevel)),
                status=self.random.choice(tuple(MeasureStatus)),
                starts_on=self.maybe(begin, 0.8),
                ends_on=end,
            )
        for _one in self.some(3):
            due = self.day()
            held = due + timedelta(days=self.random.choice((-5, 0, 13, 14, 15, 40)))
            self.add(
                m.Review,
                due - timedelta(days=90),
                kind=self.random.choice(tuple(ReviewKind)),
                due_on=due,
                held_on=self.maybe(held, 0.7),
            )

    def meetings(self) -> None:
        for _one in self.some(9):
            when, state = self.day(), self.random.choice((MeetingState.HELD, *MeetingState))
            row = self.add(
                m.Meeting,
                when,
                kind_id=self.random.choice(list(self.known.kinds)),
                state=state,
                cancelled_on=when - timedelta(days=self.random.choice((0, 1, 2, 10)))
                if state is MeetingState.CANCELLED
                else None,
                recorded=state is not MeetingState.PLANNED,
            )
            for party in Party:
                for _two in range(self.random.choice((0, 1, 1, 2))):
                    self.add(m.Attendee, meeting_id=row.id, party=party, present=self.random.random() < 0.85)
