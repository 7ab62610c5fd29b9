"""The study of feedback: rules about opinions, without clock, disk or network."""
