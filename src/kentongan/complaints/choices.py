"""The closed vocabularies of a complaint. `docs/glossary.md` binds each to its official word."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a complaint stands; the label is what officers read (portal/words.py: the citizen)."""

    RECEIVED = "received", _("Received")
    INCOMPLETE = "incomplete", _("Waiting for the reporter")
    FORWARDED = "forwarded", _("At the district desk")
    RETURNED = "returned", _("Returned to the national desk")
    DISPATCHED = "dispatched", _("Dispatched")
    DECLINED = "declined", _("Declined by the unit")
    DISPUTED = "disputed", _("In dispute")
    IN_PROGRESS = "in_progress", _("In progress")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    SCHEDULED = "scheduled", _("Scheduled")
    ANSWERED = "answered", _("Answered")
    REPLIED = "replied", _("Reporter replied")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    MERGED = "merged", _("Merged")
    ARCHIVED = "archived", _("Archived")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFERRED = "referred", _("Referred to the Ombudsman")


class Kind(TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")
    INFORMATION = "information", _("Information request")


class Classification(TextChoices):
    """The class that decides the national limit (Permendagri 8/2023; 5/14/60 working days)."""

    INFORMATION = "information", _("Information or simple request")
    SUGGESTION = "suggestion", _("Suggestion")
    ORDINARY = "ordinary", _("Without investigation")
    SUPERVISORY = "supervisory", _("Needs investigation")
    EMERGENCY = "emergency", _("Danger to life or safety")


class Channel(TextChoices):
    WEB = "web", _("Web")
    SMS = "sms", _("SMS")
    APP = "app", _("App")
    COUNTER = "counter", _("Counter")
    LETTER = "letter", _("Letter")
    BOX = "box", _("Complaint box")
    PHONE = "phone", _("Telephone")
    SOCIAL = "social", _("Social media")
    WHATSAPP = "whatsapp", _("WhatsApp")
    TELEGRAM = "telegram", _("Telegram")
    EMAIL = "email", _("E-mail")
    API = "api", _("API")
    IMPORT = "import", _("Import")


class ClosedKind(TextChoices):
    """How a complaint ended; counted apart, so that silence is never sold as success."""

    CONFIRMED = "confirmed", _("Confirmed by the reporter")
    AUTOMATIC = "automatic", _("Closed automatically")
    BY_ADMIN = "by_admin", _("Closed by the desk")
    EXTERNAL = "external", _("Handled by an outside body")


class ArchiveReason(TextChoices):
    NOT_PUBLIC_SERVICE = "not_public_service", _("Not about a public service")
    UNCLEAR = "unclear", _("Unclear or too general")
    DUPLICATE = "duplicate", _("Duplicate of the same reporter")
    INCOMPLETE = "incomplete", _("Not completed within 30 days")
    ABUSIVE = "abusive", _("Hate, abuse or slander")
    SPAM = "spam", _("Spam or a test")
    COURTS = "courts", _("A matter of courts, crime or legislation")
    ALREADY_SOLVED = "already_solved", _("Solved before")
    NOT_GOVERNMENT = "not_government", _("Not about the work of government")
    SMS_FORMAT = "sms_format", _("SMS in the wrong format; help was sent")


class AnswerKind(TextChoices):
    """Only a substantive answer counts as follow-up and starts the ten-day closing."""

    FIRST_WORD = "first_word", _("First word")
    COORDINATION = "coordination", _("Coordination")
    PROMISE = "promise", _("Promise with a date")
    SUBSTANTIVE = "substantive", _("Substantive answer")


class OutcomeKind(TextChoices):
    """What becomes of one point that was asked."""

    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    REFUSED = "refused", _("Refused, with its legal basis")
    PROMISED = "promised", _("Promised by a date")


class ContestReason(TextChoices):
    NOT_DONE = "not_done", _("The work has not been done")
    PARTLY_DONE = "partly_done", _("Only a part has been done")
    NOT_ANSWERED = "not_answered", _("My question was not answered")
    CAME_BACK = "came_back", _("The problem came back")
    WRONG_PLACE = "wrong_place", _("Another place was handled")


class Clock(TextChoices):
    """What is being timed. Each has at most one open run for a complaint."""

    VERIFICATION = "verification", _("Verification at the national desk")
    DISPATCH = "dispatch", _("Dispatch by the district desk")
    ACCEPTANCE = "acceptance", _("Acceptance by the unit")
    FIRST_WORD = "first_word", _("First word to the reporter")
    ANSWER = "answer", _("Answer by the unit")
    APPROVAL = "approval", _("Approval of the answer")
    DECISION = "decision", _("Decision of a dispute")
    COMPLETION = "completion", _("Completion by the reporter")
    PROMISE = "promise", _("Promised work")
    RESPONSE = "response", _("Response to the reporter's reply")
    CLOSING = "closing", _("Automatic closing")
    CHAIN = "chain", _("Answer to the reporter, all steps")
