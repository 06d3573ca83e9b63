"""From what a recognizer answers to text: lattices, and how they are decoded."""
