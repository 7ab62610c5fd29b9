"""One question in SQL, in a process of its own that may be stopped at any moment.

Started by ``history.py``; reads what is asked as JSON, answers in JSON. The room in which the
question is put holds the facts and a few words; its door is locked before the question is read.
"""

import json
import resource
import sys
from typing import Any

import duckdb

MEMORY = 512  # MB that the engine may use
LIMIT = 2 << 30  # bytes of address space of this process, the engine itself among them


def main() -> None:
    """Answer the question that comes in."""
    asked = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with room(asked["files"], asked["words"]) as opened:
        json.dump(answer(opened, asked["sql"], asked["rows"]), sys.stdout, ensure_ascii=False)


def room(files: list[str], words: dict[str, list[list[str]]]) -> Any:
    """Open a room in which these files and words can be read, and nothing else."""
    made = duckdb.connect()
    made.execute(f"SET memory_limit='{MEMORY}MB'; SET threads=1; SET temp_directory=''")
    names = ", ".join("'" + each.replace("'", "''") + "'" for each in files)
    if files:
        made.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet([{names}])")  # noqa: S608
    for table, (heads, *rows) in words.items():
        made.execute(f"CREATE TABLE {table} ({', '.join(f'{head} VARCHAR' for head in heads)})")
        if rows:
            marks = ", ".join("?" * len(heads))
            made.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
    made.execute(f"SET allowed_paths=[{names}]; SET enable_external_access=false")
    made.execute("SET lock_configuration=true")
    return made


def answer(opened: Any, sql: str, most: int) -> dict[str, Any]:
    """Return the first rows of the answer, or why there is none."""
    try:
        statements = duckdb.extract_statements(sql)
        if [each.type.name for each in statements] != ["SELECT"]:
            return {"refused": "NotOneQuestionError"}
        found = opened.execute(statements[0])
        rows = found.fetchmany(most + 1)
    except (duckdb.Error, MemoryError) as error:
        reason = str(error).splitlines()[0] if str(error) else "内存不足"
        return {"refused": "WrongQuestionError", "reason": reason[:300]}
    return {
        "columns": [each[0] for each in found.description],
        "rows": [["" if cell is None else str(cell) for cell in row] for row in rows[:most]],
        "more": len(rows) > most,
    }


if __name__ == "__main__":
    main()
