"""Where you belong: the network of a city, organisations, memberships, roles, invitations, join codes."""
