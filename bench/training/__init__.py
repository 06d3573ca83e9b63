"""Training: what moves the recogniser's weights a little, on lines drawn here, and how the move is written down."""
