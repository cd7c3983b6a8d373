"""Publishing: maps, figures, reports and files of an assessment. Nothing here computes a level."""
