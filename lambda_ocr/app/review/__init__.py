"""What is done for people who look at readings."""
