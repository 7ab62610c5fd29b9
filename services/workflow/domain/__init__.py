"""The study of the workflow: words, questions, facts and rules; pure."""
