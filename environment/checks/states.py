"""Compares two checkpoints of the same step: python3 states.py FILE FILE TOLERANCE.

Prints the length of their difference by that of the second, all arrays taken as one vector: a number
of it that is wrong shows, and the bends of ReLU and pooling, at which rounding alone moves small
gradients, do not.
"""

import array
import json
import math
import sys


def arrays(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    header.pop("__metadata__", None)
    for name, about in sorted(header.items()):
        begin, end = about["data_offsets"]
        yield name, array.array({"F32": "f", "I64": "q"}[about["dtype"]], data[begin:end])


def main():
    first, second, tolerance = sys.argv[1:]
    ours, theirs = dict(arrays(first)), dict(arrays(second))
    if not ours or {name: len(a) for name, a in ours.items()} != {
        name: len(a) for name, a in theirs.items()
    }:
        sys.exit(f"{first} and {second} have other arrays")
    for name, counts in ours.items():
        if counts.typecode == "q" and counts != theirs[name]:
            sys.exit(f"{first} has {name} {counts.tolist()}, {second} {theirs[name].tolist()}")
    apart = math.dist(
        [x for name in ours for x in ours[name]], [x for name in ours for x in theirs[name]]
    ) / math.hypot(*(x for name in ours for x in theirs[name]))
    print(f"{apart:.1e}")
    if not apart <= float(tolerance):
        sys.exit(f"{first} and {second} differ by {apart:.1e}, must be at most {tolerance}")


main()
