"""What is owed: quarters are closed, what is kept too long is deleted."""
