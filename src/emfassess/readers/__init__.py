"""Readers: files of the outside world become records here, and every fault of a file is reported in one go."""
