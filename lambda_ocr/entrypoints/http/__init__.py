"""The HTTP server and the console's pages."""
