"""What is answered of a template's life: what copies taught, how well it reads them, where it goes."""
