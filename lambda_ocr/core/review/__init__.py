"""Documents that a person should look at."""
