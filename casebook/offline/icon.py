"""Our icon as a PNG picture, drawn from its SVG, which is one rectangle and upright strokes: no library of pictures."""

import re
import struct
import zlib

_BACKGROUND = re.compile(r'<rect [^>]*fill="#([0-9a-f]{6})"')
_STROKE = re.compile(r'<path d="([^"]*)" stroke="#([0-9a-f]{6})" stroke-width="(\d+)"')
_UPRIGHT = re.compile(r"M(\d+) (\d+)v(\d+)")
_VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) \1"')


def icon_png(svg: str, side: int) -> bytes:
    """The icon `side` pixels wide and high."""
    box, ground, stroke = _VIEW_BOX.search(svg), _BACKGROUND.search(svg), _STROKE.search(svg)
    if not (box and ground and stroke):
        raise ValueError("the icon is not drawn as a rectangle and upright strokes")
    scale, half = side / int(box[1]), int(stroke[3]) / 2
    bars = [((x - half) * scale, (x + half) * scale, y * scale, (y + length) * scale)
            for x, y, length in (map(int, found) for found in _UPRIGHT.findall(stroke[1]))]
    rows = (bytes(colour for x in range(side) for colour in _mixed(ground[1], stroke[2], _covered(bars, x, y)))
            for y in range(side))
    return _png(side, b"".join(b"\0" + row for row in rows))


def _covered(bars: list[tuple[float, float, float, float]], x: int, y: int) -> float:
    """How much of a pixel the strokes cover."""
    return min(1.0, sum(_shared(left, right, x) * _shared(top, bottom, y) for left, right, top, bottom in bars))


def _shared(start: float, end: float, at: int) -> float:
    return max(0.0, min(end, at + 1) - max(start, at))


def _mixed(ground: str, ink: str, part: float) -> tuple[int, ...]:
    pairs = zip(bytes.fromhex(ground), bytes.fromhex(ink), strict=True)
    return tuple(round(below + (above - below) * part) for below, above in pairs)


def _png(side: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
