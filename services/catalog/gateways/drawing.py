"""流程图的文件 — the chart of a power as SVG and as CSV, both made from the same nodes."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from services.catalog.domain.chart import HEADS, LANES, Node
from services.catalog.gateways.export import plain

NAMESPACE: Final = "http://www.w3.org/2000/svg"
LANE, MARGIN, LINE, TOP, GAP = 300, 16, 22, 60, 44
SIGNS: Final = 15  # characters of a line
INK, PAPER, EDGE, ALARM = "#1a1a1a", "#ffffff", "#8a5a00", "#b00020"


def svg(title: str, nodes: Sequence[Node]) -> str:
    """Return the drawing: three lanes, one box for each node, arrows from each to the next."""
    width, tops = LANE * len(LANES), _tops(nodes)
    height = tops[-1]
    root = Element("svg", xmlns=NAMESPACE, role="img", viewBox=f"0 0 {width} {height}")
    root.set("font-family", "sans-serif")
    root.set("width", str(width))
    SubElement(root, "title").text = f"{title}流程图"
    _ground(root, width, height)
    for index, node in enumerate(nodes):
        _box(root, node, tops[index])
        if index:
            _arrow(root, nodes[index - 1], node, tops[index])
    return tostring(root, encoding="unicode")


def table(nodes: Iterable[Node]) -> str:
    """Return the same nodes as CSV, one row each, readable by every spreadsheet."""
    file = StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(HEADS)
    writer.writerows(map(plain, node.cells) for node in nodes)
    return file.getvalue()


def _ground(root: Element, width: int, height: int) -> None:
    _shape(root, "rect", x=0, y=0, width=width, height=height, fill=PAPER)
    for index, lane in enumerate(LANES):
        left = index * LANE
        sides = {"x": left, "y": 0, "width": LANE, "height": height}
        _shape(root, "rect", **sides, fill="none", stroke=EDGE)
        _write(root, left + LANE // 2, 36, lane.chinese, anchor="middle", weight="bold")


def _box(root: Element, node: Node, top: int) -> None:
    left, lines = LANES.index(node.lane) * LANE + MARGIN, _lines(node)
    group = SubElement(root, "g", {"class": "node", "data-number": str(node.number)})
    for head, cell in zip(HEADS, node.cells, strict=True):
        group.set(f"data-{HEADS.index(head)}", cell)
    told = zip(HEADS, node.cells, strict=True)
    SubElement(group, "title").text = "；".join(f"{head}：{cell}" for head, cell in told if cell)
    size = {"width": LANE - 2 * MARGIN, "height": LINE * len(lines) + MARGIN, "rx": 6}
    _shape(group, "rect", x=left, y=top, **size, fill=PAPER, stroke=ALARM if node.level else INK)
    for index, line in enumerate(lines, start=1):
        weight = "bold" if index == 1 else "normal"
        _write(group, left + 10, top + LINE * index, line, weight=weight)


def _arrow(root: Element, before: Node, node: Node, top: int) -> None:
    start, end = _middle(before), _middle(node)
    bottom, bend = top - GAP, top - GAP // 2
    way = f"M{start} {bottom} V{bend} H{end} V{top}"
    _shape(root, "path", d=way, fill="none", stroke=INK)
    _shape(root, "path", d=f"M{end - 5} {top - 8} L{end} {top} L{end + 5} {top - 8} Z", fill=INK)


def _middle(node: Node) -> int:
    return LANES.index(node.lane) * LANE + LANE // 2


def _lines(node: Node) -> list[str]:
    step, level = node.step, node.level
    said = [f"{node.number}. {step.name}", f"主体：{step.subject}", f"时限：{step.limit}"]
    said += [f"公开：{step.point}"] if step.point else []
    said += [f"风险等级：{level.chinese}"] if level else []
    return [line for each in said for line in _wrapped(each)]


def _wrapped(text: str) -> Iterable[str]:
    return (text[at : at + SIGNS] for at in range(0, len(text), SIGNS))


def _tops(nodes: Iterable[Node]) -> list[int]:
    """Return where each box begins, and where the drawing ends."""
    tops = [TOP]
    for node in nodes:
        tops.append(tops[-1] + LINE * len(_lines(node)) + MARGIN + GAP)
    return tops


def _shape(root: Element, name: str, **said: object) -> None:
    SubElement(root, name, {key: str(value) for key, value in said.items()})


def _write(
    root: Element, x: int, y: int, text: str, *, anchor: str = "start", weight: str = "normal"
) -> None:
    said = {"x": str(x), "y": str(y), "font-size": "16", "fill": INK}
    said |= {"text-anchor": anchor, "font-weight": weight}
    SubElement(root, "text", said).text = text
