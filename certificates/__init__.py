"""What is earned: requirements, the certificate and its papers, checking one, and the learner's own page."""
