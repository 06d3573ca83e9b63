"""What a template learns from further copies of its document: facts, each with its evidence, none of them trained."""
