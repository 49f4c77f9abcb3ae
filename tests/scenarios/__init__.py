"""The scenarios of the domain handbook, §7.4: one file each, told from beginning to end."""
