"""The whole database as one sealed file, back again, to another engine, and checked: for whoever runs it."""
