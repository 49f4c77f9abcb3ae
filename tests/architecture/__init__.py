"""The rules of the house: each is a function that takes source files and returns sentences about violations."""
