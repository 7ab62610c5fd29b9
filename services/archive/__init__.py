"""存档 — keeps every fact, proves that none was changed, and decides nothing about the business."""
