"""One reader a process, speaking JSON lines in an environment of its own; none imports another."""
