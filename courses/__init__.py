"""What is taught: the content and its checker, the catalogue of courses, lessons and signs, their pages."""
