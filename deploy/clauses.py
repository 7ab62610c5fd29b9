"""Which of the clauses of the five plans a test shows: a table at the end of docs/features.md."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, json

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "docs" / "clauses.json"
SEEDS: Final = ("S0", "S1", "S2", "S3", "S4")
HEAD: Final = """## 条款 · Clauses

五份方案的每一条,以及系统因此要做的事;做了这一条检验的测试标记 `@pytest.mark.clause("S0-33")`。
Every clause of the five plans and what the system does because of it; the data: `clauses.json`.
"""


class Clause(Struct, frozen=True):
    """条款 — one clause of a plan: its place there, and what the system does because of it."""

    id: str
    section: str
    behaviour: str

    @property
    def seed(self) -> str:
        """Return the plan it stands in."""
        return self.id.partition("-")[0]


def clauses() -> list[Clause]:
    """Return all clauses, in the order of the plans."""
    return json.decode(DATA.read_bytes(), type=list[Clause])


def section(proofs: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the lines of the table: how many are shown of each plan, then clause by clause."""
    table = clauses()
    yield from (HEAD, "| 方案 Plan | 条款 Clauses | 已证明 Shown | 未证明 Not yet |")
    yield "| --- | --- | --- | --- |"
    for seed in SEEDS:
        yield _counted(seed, [each for each in table if each.seed == seed], proofs)
    yield _counted("合计", table, proofs)
    yield from (
        "",
        "| 编号 | 出处 | 系统要做的事 Behaviour | 证明 Shown by |",
        "| --- | --- | --- | --- |",
    )
    for each in table:
        tests = "<br>".join(f"`{_short(test)}`" for test in proofs.get(each.id, [])) or "—"
        yield f"| {each.id} | {each.section} | {_cell(each.behaviour)} | {tests} |"
    yield ""


def _counted(name: str, table: list[Clause], proofs: Mapping[str, list[str]]) -> str:
    shown = sum(each.id in proofs for each in table)
    return f"| {name} | {len(table)} | {shown} | {len(table) - shown} |"


def _short(test: str) -> str:
    return test.removeprefix("tests/").replace(".py::", " · ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
