"""The rules of joining, roles and invitations. Pure."""

from datetime import timedelta
from enum import StrEnum

from core.language import N_

JOIN_CODE_LENGTH = 8
JOIN_CODE_LASTS = timedelta(days=90)
INVITATION_LASTS = timedelta(hours=24)
NAME_MAX = 120


class RoleName(StrEnum):
    """What a person of the staff may do."""

    CONTACT = "contact"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"


ROLE_LABELS = {
    RoleName.CONTACT: N_("Kontaktperson"),
    RoleName.TRAINER: N_("Utbildare"),
    RoleName.COORDINATOR: N_("Samordnare"),
}

KINDS = {
    "hotell": N_("Hotell"),
    "bostad": N_("Bostadsbolag"),
    "bevakning": N_("Bevakning och trygghetsvärdar"),
    "annan": N_("Annan verksamhet"),
}
