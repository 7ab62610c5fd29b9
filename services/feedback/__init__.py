"""反馈 — hears opinions on what was disclosed, has them checked, and answers them."""
