"""One line of JSON per event on standard error. No addresses of people, no paths: they carry secrets."""

import json
import logging
import sys

from core import clock


class OneLine(logging.Formatter):
    """A record as one JSON line: line breaks and control characters in values are escaped by JSON."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        entry.update(getattr(record, "fields", {}))
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=True)


def init_logs() -> logging.Logger:
    """The site's logger, set up once."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Below this it writes the rows it reads: names, digests, answers.
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    logger = logging.getLogger("esh")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(OneLine())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


def log(event: str, **fields: object) -> None:
    """Write one event. `fields` must hold no name, address, secret or path."""
    logging.getLogger("esh").info(event, extra={"fields": fields})


def trace(error: BaseException) -> list[str]:
    """Where an error came from: files and lines, no values."""
    places = []
    frame = error.__traceback__
    while frame is not None:
        places.append(f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}")
        frame = frame.tb_next
    return places
