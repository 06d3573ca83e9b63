"""What a template is made of, apart from any picture that is read with it."""
