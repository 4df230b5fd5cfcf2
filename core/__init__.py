"""The floor: settings, database, clock, language, security. It knows no learner, course or quiz."""
