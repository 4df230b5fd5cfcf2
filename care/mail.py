"""One mail over SMTP: plain text, one attempt, and what became of it. Pure of web and database.

The steps are taken one by one, because it matters where it went wrong: before the server was given the text a mail
can be tried again; when the answer to the text is missing nobody knows, and then it must not.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum, auto

from core.ids import new_ref
from core.settings import MAIL_ADDRESS, Settings

# Seconds for each step of the conversation.
TIMEOUT = 10.0


class Outcome(Enum):
    """What became of a mail. `LATER`: put off. `AWAY`: there is no server to talk to; no mail has a fault."""

    SENT = auto()
    LATER = auto()
    REFUSED = auto()
    UNKNOWN = auto()
    AWAY = auto()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to somebody. `stop_url` takes her address away; a mail that only asks has none."""

    to: str
    subject: str
    sender_name: str
    text: str
    stop_url: str | None


def as_message(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The mail with its headers. Raises ValueError when the recipient is no plain address, or a header has a break."""
    if not re.fullmatch(MAIL_ADDRESS, letter.to):
        raise ValueError("no address")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = Address(letter.sender_name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{new_ref()}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    if letter.stop_url is not None:
        message["List-Unsubscribe"] = f"<{letter.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(letter.text, cte="quoted-printable")
    return message


def send(settings: Settings, letter: Letter, now: datetime) -> Outcome:
    """Try once to hand a mail to the server of the settings."""
    sender = settings.smtp_from or ""
    try:
        content = as_message(letter, sender, now).as_bytes()
    except ValueError:
        return Outcome.REFUSED
    try:
        server = connected(settings)
    except OSError:  # what smtplib raises is one too
        return Outcome.AWAY
    try:
        return handed_over(server, sender, letter.to, content)
    finally:
        server.close()


def connected(settings: Settings) -> smtplib.SMTP:
    """A server that has greeted, speaks encrypted when it must, and knows who we are. Raises what smtplib raises."""
    host, port = settings.smtp_host or "", settings.smtp_port
    trusted = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
        if settings.smtp_tls == "tls"
        else smtplib.SMTP(host, port, timeout=TIMEOUT)
    )
    try:
        server.ehlo_or_helo_if_needed()
        if settings.smtp_tls == "starttls":
            server.starttls(context=trusted)
        if settings.smtp_user and settings.smtp_password:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def handed_over(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> Outcome:
    """Give one mail to a server that is ready for it."""
    try:
        for code, _ in (server.mail(sender), server.rcpt(to)):
            if code >= 400:
                return judged(code)
    except OSError:
        return Outcome.LATER  # perhaps this address alone: the next one is tried all the same
    try:
        code, _ = server.data(content)
    except smtplib.SMTPDataError as error:
        return judged(error.smtp_code)
    except OSError:
        return Outcome.UNKNOWN
    return judged(code)


def judged(code: int) -> Outcome:
    """What an answer means: RFC 5321, 4.2.1."""
    if code < 400:
        return Outcome.SENT
    return Outcome.LATER if code < 500 else Outcome.REFUSED
