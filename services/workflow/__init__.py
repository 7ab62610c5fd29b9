"""审批 — decides whether a plan to disclose may go ahead: 提出 → 审核 → 审批."""
