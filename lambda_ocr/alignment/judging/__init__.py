"""Whether a picture is of the template: two hypotheses weighed on all print outside the fields."""
