"""The only home of model runtimes and of feature matching."""
