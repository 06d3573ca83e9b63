"""What can be asked for, one module a use case: from a request of the wire to its answer."""
