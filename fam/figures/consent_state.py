"""I36: families in FAM with all necessary consents in force on a day.

The rule in SQL of what fam/rules/consent.py says of one family: whose consent is necessary, and what speaks for them.
"""

from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from fam.figures.indicator import Breakdown, Figure, Indicator, Kind, Openness, Part, Period, When, count, rate
from fam.figures.population import covers, entered, in_stock, size
from fam.figures.tally import NONE, tally, total
from fam.models import Consent, ConsentItem, Member
from fam.rules.consent import CHILDREN, CORE, PARENTS, Flow
from fam.rules.terms import DataCategory
