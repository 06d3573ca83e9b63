"""The networks we know, a module each: specs named `RECOGNIZER` and, where there is one, `DETECTOR`; nothing else."""
