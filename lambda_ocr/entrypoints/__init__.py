"""The doors: HTTP server, command line, Lambda handler, and the wiring they share."""
