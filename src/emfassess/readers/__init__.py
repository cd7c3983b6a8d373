"""Readers: files of the outside world become records here, and every fault of a file is told in one go."""
