"""The coordinator's organisations as files: the rows of her page."""

from collections import Counter

from flask import Blueprint, Response

from accounts.queries import SignedIn
from core import clock
from core.db import session
from core.language import date_long, gettext
from organisations.guards import coordinator
from organisations.queries import organisations_in, role_holders
from organisations.rules import KINDS, RoleName
from reports.file_views import organisations_table
from reports.table_views import FORMS, table_response

blueprint = Blueprint("places", __name__, url_prefix="/samordnare")


@blueprint.get(f"/organisationer.<{FORMS}:form>")
@coordinator()
def organisations_file(form: str, network: str, actor: SignedIn) -> Response:
    """The network's organisations and how many are responsible for each."""
    held = Counter((each.organisation_id, each.role) for each in role_holders(session(), network))
    rows = [
        (
            each.name,
            gettext(KINDS[each.kind]),
            held[each.id, RoleName.CONTACT],
            held[each.id, RoleName.TRAINER],
        )
        for each in organisations_in(session(), network)
    ]
    return table_response(organisations_table(rows, date_long(clock.today())), form, "organisationer")
