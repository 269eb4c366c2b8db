#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
"""Writes Tests/Vectors/encodings/v1: what the decoders of the WHATWG Encoding Standard give.

usage: tools/vectors/encodings.py FOLDER OUTPUT

FOLDER holds the `index-*.txt` and `encodings.json` of https://github.com/whatwg/encoding. The decoders here are written
from the text of the standard, byte by byte with a queue, as it words them, and not from the Swift code. Where a codec
of Python has the same encoding, it judges each byte and each pair of bytes as well: python.txt says where they differ.
"""

import codecs
import json
import os
import sys

END = -1
ERROR = object()


class Queue(list):
    """The bytes that are left, the next one last."""

    def next(self):
        return self.pop() if self else END

    def restore(self, *values):
        self.extend(value for value in reversed(values) if value != END)


def ascii(byte):
    return 0 <= byte <= 0x7F


class Decoder:
    """The handlers of the standard: each takes a byte and gives text, None (continue) or ERROR."""

    def __init__(self, tables):
        self.tables = tables
        self.reset()

    def reset(self):
        pass

    def decode(self, data):
        self.reset()
        queue = Queue(reversed(data))
        out, errors = [], 0
        while True:
            byte = queue.next()
            result = self.handle(queue, byte)
            if result == "finished":
                return "".join(out), errors
            if result is ERROR:
                errors += 1
                out.append("\ufffd")
            elif result is not None:
                out.append(result)


class SingleByte(Decoder):
    def __init__(self, tables, index):
        super().__init__(tables)
        self.index = tables[index]

    def handle(self, queue, byte):
        if byte == END:
            return "finished"
        if ascii(byte):
            return chr(byte)
        point = self.index.get(byte - 0x80)
        return ERROR if point is None else chr(point)


class UserDefined(Decoder):
    def handle(self, queue, byte):
        if byte == END:
            return "finished"
        return chr(byte) if ascii(byte) else chr(0xF780 + byte - 0x80)


class Replacement(Decoder):
    def reset(self):
        self.returned = False

    def handle(self, queue, byte):
        if byte == END or self.returned:
            return "finished"
        self.returned = True
        return ERROR


class UTF16(Decoder):
    def __init__(self, tables, big):
        self.big = big
        super().__init__(tables)

    def reset(self):
        self.lead = self.surrogate = None

    def handle(self, queue, byte):
        if byte == END:
            if self.lead is None and self.surrogate is None:
                return "finished"
            self.reset()
            return ERROR
        if self.lead is None:
            self.lead = byte
            return None
        unit = (self.lead << 8) + byte if self.big else (byte << 8) + self.lead
        self.lead = None
        if self.surrogate is not None:
            surrogate, self.surrogate = self.surrogate, None
            if 0xDC00 <= unit <= 0xDFFF:
                return chr(0x10000 + ((surrogate - 0xD800) << 10) + (unit - 0xDC00))
            pair = (unit >> 8, unit & 0xFF)
            queue.restore(*(pair if self.big else pair[::-1]))
            return ERROR
        if 0xD800 <= unit <= 0xDBFF:
            self.surrogate = unit
            return None
        return ERROR if 0xDC00 <= unit <= 0xDFFF else chr(unit)


class GB18030(Decoder):
    def reset(self):
        self.first = self.second = self.third = 0

    def handle(self, queue, byte):
        if byte == END:
            if not (self.first or self.second or self.third):
                return "finished"
            self.reset()
            return ERROR
        if self.third:
            if not 0x30 <= byte <= 0x39:
                queue.restore(self.second, self.third, byte)
                self.reset()
                return ERROR
            point = self.range_point(
                (self.first - 0x81) * (10 * 126 * 10)
                + (self.second - 0x30) * (10 * 126)
                + (self.third - 0x81) * 10
                + byte
                - 0x30
            )
            self.reset()
            return ERROR if point is None else chr(point)
        if self.second:
            if 0x81 <= byte <= 0xFE:
                self.third = byte
                return None
            queue.restore(self.second, byte)
            self.first = self.second = 0
            return ERROR
        if self.first:
            if 0x30 <= byte <= 0x39:
                self.second = byte
                return None
            lead, self.first = self.first, 0
            pointer = None
            offset = 0x40 if byte < 0x7F else 0x41
            if 0x40 <= byte <= 0x7E or 0x80 <= byte <= 0xFE:
                pointer = (lead - 0x81) * 190 + (byte - offset)
            point = self.tables["gb18030"].get(pointer)
            if point is not None:
                return chr(point)
            if ascii(byte):
                queue.restore(byte)
            return ERROR
        if ascii(byte):
            return chr(byte)
        if byte == 0x80:
            return "\u20ac"
        if 0x81 <= byte <= 0xFE:
            self.first = byte
            return None
        return ERROR

    def range_point(self, pointer):
        if 39419 < pointer < 189000 or pointer > 1237575:
            return None
        if pointer == 7457:
            return 0xE7C7
        ranges = self.tables["gb18030-ranges"]
        offset = max(start for start in ranges if start <= pointer)
        return ranges[offset] + pointer - offset


class TwoBytes(Decoder):
    """What Big5, EUC-KR and Shift_JIS share."""

    def reset(self):
        self.lead = 0

    def handle(self, queue, byte):
        if byte == END:
            if self.lead:
                self.lead = 0
                return ERROR
            return "finished"
        if self.lead:
            lead, self.lead = self.lead, 0
            text = self.pair(lead, byte)
            if text is not None:
                return text
            if ascii(byte):
                queue.restore(byte)
            return ERROR
        return self.single(byte)


class Big5(TwoBytes):
    def pair(self, lead, byte):
        if not (0x40 <= byte <= 0x7E or 0xA1 <= byte <= 0xFE):
            return None
        pointer = (lead - 0x81) * 157 + (byte - (0x40 if byte < 0x7F else 0x62))
        double = {1133: "\u00ca\u0304", 1135: "\u00ca\u030c", 1164: "\u00ea\u0304", 1166: "\u00ea\u030c"}
        if pointer in double:
            return double[pointer]
        point = self.tables["big5"].get(pointer)
        return None if point is None else chr(point)

    def single(self, byte):
        if ascii(byte):
            return chr(byte)
        if 0x81 <= byte <= 0xFE:
            self.lead = byte
            return None
        return ERROR


class EUCKR(Big5):
    def pair(self, lead, byte):
        if not 0x41 <= byte <= 0xFE:
            return None
        point = self.tables["euc-kr"].get((lead - 0x81) * 190 + (byte - 0x41))
        return None if point is None else chr(point)


class ShiftJIS(TwoBytes):
    def pair(self, lead, byte):
        if not (0x40 <= byte <= 0x7E or 0x80 <= byte <= 0xFC):
            return None
        pointer = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 188 + byte - (0x40 if byte < 0x7F else 0x41)
        if 8836 <= pointer <= 10715:
            return chr(0xE000 - 8836 + pointer)
        point = self.tables["jis0208"].get(pointer)
        return None if point is None else chr(point)

    def single(self, byte):
        if ascii(byte) or byte == 0x80:
            return chr(byte)
        if 0xA1 <= byte <= 0xDF:
            return chr(0xFF61 - 0xA1 + byte)
        if 0x81 <= byte <= 0x9F or 0xE0 <= byte <= 0xFC:
            self.lead = byte
            return None
        return ERROR


class EUCJP(Decoder):
    def reset(self):
        self.jis0212 = False
        self.lead = 0

    def handle(self, queue, byte):
        if byte == END:
            if self.lead:
                self.lead = 0
                return ERROR
            return "finished"
        if self.lead == 0x8E and 0xA1 <= byte <= 0xDF:
            self.lead = 0
            return chr(0xFF61 - 0xA1 + byte)
        if self.lead == 0x8F and 0xA1 <= byte <= 0xFE:
            self.jis0212 = True
            self.lead = byte
            return None
        if self.lead:
            lead, self.lead = self.lead, 0
            point = None
            if 0xA1 <= lead <= 0xFE and 0xA1 <= byte <= 0xFE:
                table = self.tables["jis0212" if self.jis0212 else "jis0208"]
                point = table.get((lead - 0xA1) * 94 + byte - 0xA1)
            self.jis0212 = False
            if point is not None:
                return chr(point)
            if ascii(byte):
                queue.restore(byte)
            return ERROR
        if ascii(byte):
            return chr(byte)
        if byte in (0x8E, 0x8F) or 0xA1 <= byte <= 0xFE:
            self.lead = byte
            return None
        return ERROR


class ISO2022JP(Decoder):
    def reset(self):
        self.state = self.output_state = "ascii"
        self.lead = 0
        self.output = False

    def handle(self, queue, byte):
        return getattr(self, self.state)(queue, byte)

    def plain(self, byte, special):
        if byte == 0x1B:
            self.state = "escape_start"
            return None
        if byte == END:
            return "finished"
        self.output = False
        if byte in special:
            return special[byte]
        return chr(byte) if ascii(byte) and byte not in (0x0E, 0x0F) else ERROR

    def ascii(self, queue, byte):
        return self.plain(byte, {})

    def roman(self, queue, byte):
        return self.plain(byte, {0x5C: "\u00a5", 0x7E: "\u203e"})

    def katakana(self, queue, byte):
        if byte == 0x1B:
            self.state = "escape_start"
            return None
        if byte == END:
            return "finished"
        self.output = False
        return chr(0xFF61 - 0x21 + byte) if 0x21 <= byte <= 0x5F else ERROR

    def leading(self, queue, byte):
        if byte == 0x1B:
            self.state = "escape_start"
            return None
        if byte == END:
            return "finished"
        self.output = False
        if 0x21 <= byte <= 0x7E:
            self.lead = byte
            self.state = "trailing"
            return None
        return ERROR

    def trailing(self, queue, byte):
        if byte == 0x1B:
            self.state = "escape_start"
            return ERROR
        self.state = "leading"
        if not 0x21 <= byte <= 0x7E:
            return ERROR
        point = self.tables["jis0208"].get((self.lead - 0x21) * 94 + byte - 0x21)
        return ERROR if point is None else chr(point)

    def escape_start(self, queue, byte):
        if byte in (0x24, 0x28):
            self.lead = byte
            self.state = "escape"
            return None
        queue.restore(byte)
        self.output = False
        self.state = self.output_state
        return ERROR

    def escape(self, queue, byte):
        lead, self.lead = self.lead, 0
        states = {
            (0x28, 0x42): "ascii",
            (0x28, 0x4A): "roman",
            (0x28, 0x49): "katakana",
            (0x24, 0x40): "leading",
            (0x24, 0x42): "leading",
        }
        state = states.get((lead, byte))
        if state:
            self.state = self.output_state = state
            output, self.output = self.output, True
            return ERROR if output else None
        queue.restore(lead, byte)
        self.output = False
        self.state = self.output_state
        return ERROR


def load(folder):
    tables = {}
    for file in sorted(os.listdir(folder)):
        if file.startswith("index-") and file.endswith(".txt"):
            table = tables.setdefault(file[6:-4], {})
            with open(os.path.join(folder, file), encoding="utf-8") as lines:
                for line in lines:
                    if line.strip() and not line.startswith("#"):
                        pointer, point = line.split("\t")[:2]
                        table[int(pointer)] = int(point, 16)
    return tables


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


class Generator:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        mask = 0xFFFFFFFFFFFFFFFF
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        value = self.state
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & mask
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB & mask
        return value ^ (value >> 31)


BYTES = bytes.fromhex("00 0a 0e 1b 1b 1b 20 21 24 24 28 28 30 31 39 3c 40 41 42 42 49 4a 5c 5f 7e 7f 80 81 8e 8f 8f 90")
BYTES += bytes.fromhex("9f a0 a1 a2 a4 b0 bf c0 c2 c8 d0 d7 d8 dc de df e0 e3 e5 ed ee ef f0 f4 f8 fa fb fc fd fe ff 88 87")

SAMPLE = {
    "gb18030": "\u4e2d\u6587 gb \u20ac\u0226\U0001F600\u3007\u00e9.",
    "Big5": "\u4e2d\u6587 big5 \u00ca\u0304\u2550.",
    "EUC-JP": "\u65e5\u672c\u8a9e euc \uff76\uff85.",
    "ISO-2022-JP": "\u65e5\u672c\u8a9e jis \u65e5.",
    "Shift_JIS": "\u65e5\u672c\u8a9e sjis \uff76\uff85\\~.",
    "EUC-KR": "\ud55c\uad6d\uc5b4 euc \ub620.",
    "UTF-16LE": "text \u00e9\u4e2d\U0001F600.",
    "UTF-16BE": "text \u00e9\u4e2d\U0001F600.",
}
CODEC = {
    "Big5": "big5hkscs",
    "EUC-JP": "euc_jp",
    "EUC-KR": "cp949",
    "ISO-2022-JP": "iso2022_jp",
    "ISO-8859-8-I": "iso8859-8",
    "Shift_JIS": "cp932",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
}

INVALID_UTF8 = """80 bf c0 c1 f5 ff c080 c1bf c2 c241 c2c2a9 e0 e080 e09f80 e0a0 e0a041 e0a0e0a080 ed ed9f ed9fbf eda080 edbfbf
eda080edb080 ee80 ef ef41 efbf f0 f08f8080 f090 f09041 f09080 f0908041 f09080f0908080 f48f f48fbf f4908080 f48fbfbf f5808080
f888808080 fc8480808080 fe fe80 41c241e0a042f0908043 e0a080e0a0 e28282c2 efbbbf41 41efbbbf42 efbfbe efbfbf 00c200
c3a9c3 f09f98 f09f9880f09f98""".split()


def decoders(folder, tables):
    with open(os.path.join(folder, "encodings.json"), encoding="utf-8") as file:
        groups = json.load(file)
    found = {}
    for group in groups:
        if "single-byte" in group["heading"]:
            for encoding in group["encodings"]:
                name = encoding["name"]
                index = "iso-8859-8" if name == "ISO-8859-8-I" else name.lower()
                found[name] = SingleByte(tables, index)
    multi = {
        "gb18030": GB18030(tables),
        "Big5": Big5(tables),
        "EUC-JP": EUCJP(tables),
        "ISO-2022-JP": ISO2022JP(tables),
        "Shift_JIS": ShiftJIS(tables),
        "EUC-KR": EUCKR(tables),
        "UTF-16BE": UTF16(tables, True),
        "UTF-16LE": UTF16(tables, False),
        "replacement": Replacement(tables),
    }
    labels = [(label, e["name"]) for group in groups for e in group["encodings"] for label in e["labels"]]
    return found, multi, labels


def line(name, data, result):
    text, errors = result
    return f"{name} {data.hex() or '-'} {text.encode().hex() or '-'} {errors}\n"


def digest_line(name, parameters, result):
    text, errors = result
    return f"{name} {parameters} {fnv(text.encode()):016x} {errors}\n"


def pairs(lead):
    """All pairs with a lead byte, each with ASCII behind it, so that errors stay apart."""
    return b"".join(bytes((lead, trail, 0x2C, 0x2C, 0x2C)) for trail in range(256))


def triples(plane):
    return b"".join(bytes((0x8F, plane, trail, 0x2C)) for trail in range(256))


def four(first):
    return b"".join(
        bytes((first, second, third, fourth))
        for second in range(0x30, 0x3A)
        for third in range(0x81, 0xFF)
        for fourth in range(0x30, 0x3A)
    )


def write(path, lines):
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.writelines(lines)


def judge(single, multi):
    """Compares with the codecs of Python; returns a line for each encoding."""
    lines = []
    for name, decoder in [*single.items(), *multi.items()]:
        try:
            codec = codecs.lookup(CODEC.get(name, name)).name
        except LookupError:
            lines.append(f"{name}: no codec\n")
            continue
        if name.startswith(("UTF-16", "ISO-2022")):
            continue
        data = [bytes((byte,)) for byte in range(256)]
        if name in multi:
            data += [bytes((lead, trail)) for lead in range(0x80, 256) for trail in range(256)]
        same, differ, ours, theirs = 0, [], 0, 0
        for item in data:
            text, errors = decoder.decode(item)
            try:
                other = item.decode(codec)
            except UnicodeDecodeError:
                other = None
            if errors and other is None:
                continue
            if errors:
                theirs += 1
            elif other is None:
                ours += 1
            elif other == text:
                same += 1
            else:
                differ.append(f"{item.hex()}:{ord(text[0]):04X}/{ord(other[0]):04X}")
        shown = " ".join(differ[:40]) + (" ..." if len(differ) > 40 else "")
        lines.append(f"{name} ({codec}): same {same}, only in the standard {ours}, only in the codec {theirs}, "
                     f"different {len(differ)} {shown}".rstrip() + "\n")
    return lines


def main(arguments):
    folder, output = arguments
    tables = load(folder)
    single, multi, labels = decoders(folder, tables)
    os.makedirs(output, exist_ok=True)
    write(os.path.join(output, "labels.txt"), [f"{label} {name}\n" for label, name in labels])
    data = bytes(range(256))
    lines = [line(name, data, decoder.decode(data)) for name, decoder in single.items()]
    lines.append(line("x-user-defined", data, UserDefined(tables).decode(data)))
    write(os.path.join(output, "single-byte.txt"), lines)
    lines = []
    for item in INVALID_UTF8:
        text = bytes.fromhex(item).decode("utf-8", "replace")
        errors = text.count("\ufffd") - bytes.fromhex(item).count(b"\xef\xbf\xbd")
        lines.append(line("UTF-8", bytes.fromhex(item), (text, errors)))
    write(os.path.join(output, "utf-8.txt"), lines)
    lines, cuts = [], []
    for name, decoder in multi.items():
        if name.startswith(("UTF-16", "repl")):
            leads = []
        else:
            leads = range(0x80, 256)
        for lead in leads:
            lines.append(digest_line(name, f"pairs {lead}", decoder.decode(pairs(lead))))
        generator = Generator(fnv(name.encode()))
        for _ in range(60):
            item = bytes(BYTES[generator.next() % len(BYTES)] for _ in range(24))
            cuts.append(line(name, item, decoder.decode(item)))
        sample = SAMPLE.get(name, "").encode(CODEC.get(name, name)) if name in SAMPLE else b"ab"
        if name == "EUC-JP":
            sample += bytes.fromhex("8fb0a18fa2b7")
        for end in range(len(sample) + 1):
            cuts.append(line(name, sample[:end], decoder.decode(sample[:end])))
    for plane in range(0x80, 256):
        lines.append(digest_line("EUC-JP", f"triples {plane}", multi["EUC-JP"].decode(triples(plane))))
    for first in (0x81, 0x82, 0x83, 0x84, 0x85, 0x8F, 0x90, 0xE3, 0xE4, 0xFD, 0xFE):
        lines.append(digest_line("gb18030", f"four {first}", multi["gb18030"].decode(four(first))))
    for lead in range(0x21, 0x7F):
        item = b"\x1b$B" + b"".join(bytes((lead, trail)) for trail in range(0x1C, 256))
        lines.append(digest_line("ISO-2022-JP", f"plane {lead}", multi["ISO-2022-JP"].decode(item)))
    write(os.path.join(output, "multi-byte.txt"), cuts)
    write(os.path.join(output, "digests.txt"), lines)
    write(os.path.join(output, "python.txt"), judge(single, multi))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))
