"""Parts of a picture: where things lie apart, and what is found in one told on the whole."""
