"""Who you are: people, revocable sign-ins, return cards with PIN, staff passwords with TOTP, the audit log."""
