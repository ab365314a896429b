"""Compares the losses of two runs, each step's: python3 curves.py FOLDER FOLDER TOLERANCE.

Reads TensorBoard's event files of both. Prints the largest relative difference.
"""

import pathlib
import struct
import sys


def fields(message):
    """Yields number and value of each field of a message of Protocol Buffers."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        else:
            size = {1: 8, 2: None, 5: 4}[key & 7]
            size = number() if size is None else size
            yield key >> 3, message[at : at + size]
            at += size


def losses(folder):
    """Returns {(tag, step): loss} of the terms and their total, not averaged."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob("events.out.tfevents.*")):
        data = path.read_bytes()
        at = 0
        while at < len(data):
            (size,) = struct.unpack_from("<Q", data, at)
            event = dict(fields(data[at + 12 : at + 12 + size]))
            for number, value in fields(event.get(5, b"")):
                scalar = dict(fields(value))
                if number == 1 and 2 in scalar and b"(raw)" in scalar[1]:
                    found[scalar[1].decode(), event.get(2, 0)] = struct.unpack("<f", scalar[2])[0]
            at += size + 16
    return found


def main():
    first, second, tolerance = sys.argv[1:]
    ours, theirs = losses(first), losses(second)
    if not ours or ours.keys() != theirs.keys():
        sys.exit(f"{first} and {second} have losses of other names or steps")
    worst, (tag, step) = max((abs(ours[at] / theirs[at] - 1), at) for at in ours)
    print(f"{len(ours)} numbers, at most {worst:.1e} apart ({tag}, step {step})")
    if not worst <= float(tolerance):
        sys.exit(f"{first} and {second} differ by {worst:.1e}, must be at most {tolerance}")


main()
