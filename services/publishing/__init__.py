"""发布 — carries out approved plans: 党内 first, then 社会; revises and withdraws."""
