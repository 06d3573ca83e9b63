"""Placing a template on a picture: hypotheses from keypoints and text, one verifier on the fixed print."""
