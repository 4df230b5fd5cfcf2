"""A town to look at: invented organisations and people with histories, made through the rooms' own actions."""
