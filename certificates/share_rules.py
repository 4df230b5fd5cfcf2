"""The rules of showing a certificate to a workplace that did not see it earned. Pure."""

from datetime import timedelta

SHARE_CODE_LENGTH = 8
# A new job's first two weeks hold the day on which somebody asks for it.
SHARE_CODE_LASTS = timedelta(days=14)
