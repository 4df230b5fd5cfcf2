"""Two accounts of one person become one: what this room does. The caller commits, all rooms at once."""

from datetime import datetime

from accounts.models import ReturnCard, SignIn, User
from accounts.queries import card_of
from core.ledger import Ledger, table_of

CARD, SIGN_IN, USER = table_of(ReturnCard), table_of(SignIn), table_of(User)


def merge(ledger: Ledger, now: datetime, source: int, target: int) -> None:
    """Sign the source account out everywhere and close it. Its card works on only if the target has none.

    The name stays in the source's row while the merge can be undone: nobody can sign in to it or find it.
    """
    ledger.change(SIGN_IN, (SIGN_IN.c.user_id == source) & SIGN_IN.c.ended_at.is_(None), ended_at=now)
    if card_of(ledger.session, target) is not None:
        ledger.change(CARD, (CARD.c.user_id == source) & CARD.c.replaced_at.is_(None), replaced_at=now)
    ledger.change(USER, USER.c.id == source, join_nonce=None, erased_at=now)
