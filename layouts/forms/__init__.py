"""What people can write, one form or a few per file."""
