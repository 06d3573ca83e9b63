"""What all benches share: the server as a process, other readers, machine, numbers, sections of the docs."""
