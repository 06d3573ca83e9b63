"""From the bytes of a file to a `Document`: the one place that decodes what a client sent."""
