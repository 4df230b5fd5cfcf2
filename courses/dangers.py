"""The dangerous mistakes, as the authors' guide names them. Pure."""

DANGERS = (
    "konfrontera",
    "folja-efter",
    "varna",
    "filma-sprida",
    "lova",
    "sallskapet-tolkar",
    "utreda-sjalv",
    "vanta-vid-fara",
    "utseende",
)
