"""The existing list comes in: a file is read safely, its header found, its columns understood, each row interpreted."""
