"""The wire: messages, errors to statuses, and the service that never raises."""
