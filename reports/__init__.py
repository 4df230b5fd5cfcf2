"""What can be seen: the contact person's overview, the trainer's map, files; and the privacy that limits them."""
