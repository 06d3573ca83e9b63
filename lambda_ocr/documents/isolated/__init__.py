"""Decoders in a process of their own: what crashes, hangs or fills memory there is a refusal here."""
