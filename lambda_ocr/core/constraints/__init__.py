"""What a value's print may be, as an automaton, and the likeliest string it accepts on a recogniser's lattice."""
