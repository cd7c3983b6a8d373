"""Workflows: read, compute, store, write."""
