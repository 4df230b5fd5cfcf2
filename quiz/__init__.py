"""What is asked: the question bank and its checker, drawing, grading, tries and answers, their pages."""
