"""发布 — carries out approved plans: inside the Party first, then to society; revises, withdraws."""
