"""Reports: PDF documents and their tables."""
