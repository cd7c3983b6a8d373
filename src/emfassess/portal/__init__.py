"""The public portal: plain files that anyone can serve, read, search and check."""
