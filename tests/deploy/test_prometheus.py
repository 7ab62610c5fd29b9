"""What the operator's alarms watch is really counted, and where they look is really served."""

import re
from pathlib import Path

import yaml
from prometheus_client import REGISTRY

from deploy.local.house import PREFIXES
from shared import metrics

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"


def read(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def counted():
    assert metrics.COMMANDS in REGISTRY._collector_to_names
    return {name for names in REGISTRY._collector_to_names.values() for name in names}


def test_every_alarm_watches_a_figure_that_is_counted():
    rules = [rule for group in read("alerts.yml")["groups"] for rule in group["rules"]]
    watched = {name for rule in rules for name in re.findall(r"gongkai_\w+", rule["expr"])}

    assert len(watched) >= 6
    assert watched <= counted()


def test_every_service_is_scraped_where_it_counts():
    jobs = {
        job["job_name"]: job["metrics_path"] for job in read("prometheus.yml")["scrape_configs"]
    }

    assert jobs == {name: f"{prefix.rstrip('/')}/metrics" for name, prefix in PREFIXES.items()}
