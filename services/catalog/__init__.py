"""目录 — which units exist, who holds which post, what a unit must disclose and how."""
