"""Old Office files, made byte by byte: the container of its time, and a workbook in it."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def container(streams):
    """Return an OLE file that holds these streams, each made long enough to lie in sectors."""
    padded = {name: data.ljust(4096, b"\x00") for name, data in streams.items()}
    blocks, table, starts = [], [], {}
    for name, data in padded.items():
        starts[name] = len(table)
        count = -(-len(data) // SECTOR)
        blocks.append(data.ljust(count * SECTOR, b"\x00"))
        table += [*range(len(table) + 1, len(table) + count), END]
    folder = [_entry("Root Entry", 5, END, 0, child=1 if padded else FREE)]
    for number, (name, data) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else FREE
        folder.append(_entry(name, 2, starts[name], len(data), right=right))
    folder = b"".join(folder)
    count = -(-len(folder) // SECTOR)
    folder = folder.ljust(count * SECTOR, b"\x00")
    first = len(table)
    table += [*range(first + 1, first + count), END]
    place = len(table)
    table.append(FAT)
    table += [FREE] * (SECTOR // 4 - len(table))
    assert len(table) == SECTOR // 4, "one sector of the table is enough for a test"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, first, 0, 4096, END, 0, END, 0
    )
    head += struct.pack("<I", place) + struct.pack("<I", FREE) * 108
    return head + b"".join(blocks) + folder + struct.pack("<128I", *table)


def _entry(name, kind, start, size, child=FREE, right=FREE):
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return (
        head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    )


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def workbook_stream(rows, merges=(), *, sheet="目录", locked=False):
    """Return the stream of a BIFF8 workbook with one sheet of labels."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    name = sheet.encode("utf-16-le")
    opening = _record(0x0809, begin) + (_record(0x002F, bytes(54)) if locked else b"")

    def first(at):
        bound = struct.pack("<IBBBB", at, 0, 0, len(sheet), 1) + name
        return opening + _record(0x0085, bound) + _record(0x000A)

    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    width = max(map(len, rows))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                label = struct.pack("<HHHHB", line, column, 15, len(text), 1)
                body += _record(0x0204, label + text.encode("utf-16-le"))
    if merges:
        ranges = b"".join(struct.pack("<HHHH", a, b, c, c) for a, b, c in merges)
        body += _record(0x00E5, struct.pack("<H", len(merges)) + ranges)
    return first(len(first(0))) + body + _record(0x000A)


def old_workbook(rows, merges=(), **wishes):
    """Return an .xls file; merges are (first line, last line, column) counted from 0."""
    return container({"Workbook": workbook_stream(rows, merges, **wishes)})
