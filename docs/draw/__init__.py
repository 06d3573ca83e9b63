"""The pictures of README.md and docs/templates.md. Rule: every value on them was really read while they were drawn."""
