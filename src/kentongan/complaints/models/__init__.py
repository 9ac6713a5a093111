"""The tables that change together when a complaint takes a step."""

from kentongan.complaints.models.agenda import AgendaEntry
from kentongan.complaints.models.answer import Answer, Rating
from kentongan.complaints.models.attachment import Attachment, PhotoCheck
from kentongan.complaints.models.bulk import BulkItem, BulkRun
from kentongan.complaints.models.category import Category
from kentongan.complaints.models.clock import ClockRun, Pause
from kentongan.complaints.models.complaint import Complaint
from kentongan.complaints.models.contribution import Contribution
from kentongan.complaints.models.desk_state import Presence, SavedView
from kentongan.complaints.models.disposition import Disposition
from kentongan.complaints.models.event import Event
from kentongan.complaints.models.field_task import FieldPhoto, FieldTask
from kentongan.complaints.models.firing import Firing
from kentongan.complaints.models.follower import Follower
from kentongan.complaints.models.forecast import Outlook, Pace
from kentongan.complaints.models.mask import Mask, PhotoMask
from kentongan.complaints.models.outside import OutsideQuestion, OutsideVisit
from kentongan.complaints.models.paper import Paper
from kentongan.complaints.models.point import Outcome, PlannedAnswer, Point
from kentongan.complaints.models.precedent import RoutingPrecedent
from kentongan.complaints.models.recount import Recount
from kentongan.complaints.models.searchtext import SearchText
from kentongan.complaints.models.spent import TimeCounted, TimeSpent
from kentongan.complaints.models.systemic import SystemicCase, SystemicMember, SystemicStep
from kentongan.complaints.models.template import AnswerTemplate

__all__ = [
    "AgendaEntry",
    "Answer",
    "AnswerTemplate",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "Category",
    "ClockRun",
    "Complaint",
    "Contribution",
    "Disposition",
    "Event",
    "FieldPhoto",
    "FieldTask",
    "Firing",
    "Follower",
    "Mask",
    "Outcome",
    "Outlook",
    "OutsideQuestion",
    "OutsideVisit",
    "Pace",
    "Paper",
    "Pause",
    "PhotoCheck",
    "PhotoMask",
    "PlannedAnswer",
    "Point",
    "Presence",
    "Rating",
    "Recount",
    "RoutingPrecedent",
    "SavedView",
    "SearchText",
    "SystemicCase",
    "SystemicMember",
    "SystemicStep",
    "TimeCounted",
    "TimeSpent",
]
