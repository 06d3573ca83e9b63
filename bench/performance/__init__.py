"""How long, how much memory, how many dollars, and what the dearest request costs."""
