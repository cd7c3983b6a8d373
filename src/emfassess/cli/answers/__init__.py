"""Answers of commands, as lines for people and as plain values for programs."""
