"""The course's own part: how a program is run, what it prints, what it may import."""
