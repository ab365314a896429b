"""Prints the tables of docs/scaling.md: python3 scaling.py FILE, what environment/measurements/scaling measured.

A step of N machines, each a worker and a server, with a joint batch of 128 pictures takes
    fixed + 128 / N * picture + latency + 8 n (N - 1) / N * (1 / line + 1 / software)
where n are the numbers that are added up; alone it takes no more than the first two.
"""

import sys

NUMBERS = 1_068_303
LINES = {"10 Gbit/s": 1.25e9, "100 Gbit/s": 12.5e9}


def table(head, rows):
    print("\n| " + " | ".join(head) + " |\n|" + " ---: |" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def line_through(points):
    """Returns the least squares' constant and slope."""
    n = len(points)
    x, y = sum(p[0] for p in points) / n, sum(p[1] for p in points) / n
    slope = sum((p[0] - x) * (p[1] - y) for p in points) / sum((p[0] - x) ** 2 for p in points)
    return y - slope * x, slope


def read(path):
    compute, transfer, processes = {}, {}, {}
    for words in map(str.split, open(path, encoding="utf-8")):
        if words[0] == "compute":
            compute[int(words[1]), int(words[2])] = float(words[3])
        elif words[0] == "transfer":
            transfer[words[1], int(words[2]), 4 * int(words[3])] = float(words[4])
        else:
            processes[int(words[1])] = float(words[2])
    return compute, transfer, processes


def step(machines, fixed, picture, latency, software, line):
    alone = fixed + 128 / machines * picture
    if machines == 1:
        return alone
    sent = 8 * NUMBERS * (machines - 1) / machines
    return alone + latency + 1e3 * sent * (1 / line + 1 / software)


def main():
    compute, transfer, processes = read(sys.argv[1])
    threads = max(t for t, _ in compute)
    table(
        ["pictures", *(f"ms, {t} thread{'s' * (t > 1)}" for t in range(1, threads + 1))],
        [
            [str(b), *(f"{compute[t, b]:.1f}" for t in range(1, threads + 1))]
            for b in sorted({b for _, b in compute}, reverse=True)
        ],
    )
    table(
        ["line", "workers", "bytes each way", "ms for push and pull"],
        [[of, str(n), f"{size:,}", f"{ms:.2f}"] for (of, n, size), ms in transfer.items()],
    )
    fixed, picture = line_through([(b, ms) for (t, b), ms in compute.items() if t == threads])
    if fixed < 0:
        sys.exit(f"a step of no pictures would take {fixed:.1f} ms: the times scatter, measure on a quiet machine")
    here = [(2 * size, ms) for (of, n, size), ms in transfer.items() if of == "here" and n == 1]
    latency = min(ms for _, ms in here)
    software = 1e3 * max(here)[0] / (max(here)[1] - latency)
    print(
        f"\nfixed {fixed:.1f} ms, picture {picture:.3f} ms, latency {latency:.2f} ms,"
        f" software {software / 1e9:.2f} GB/s"
    )
    table(
        ["processes", "pictures each", "ms a step"],
        [[str(n), str(128 // n), f"{ms:.0f}"] for n, ms in processes.items()],
    )
    for name, of in (("this machine's step", 1), ("a step 50 times as fast, as of a GPU", 50)):
        alone = step(1, fixed / of, picture / of, 0, 1, 1)
        print(f"\n{name}: {alone:.1f} ms alone")
        table(
            ["machines", *(f"{line}: ms (times as fast)" for line in LINES)],
            [
                [str(n)]
                + [
                    f"{ms:.1f} ({alone / ms:.1f})"
                    for line in LINES.values()
                    for ms in [step(n, fixed / of, picture / of, latency, software, line)]
                ]
                for n in (1, 2, 4, 8, 16, 32, 64)
            ],
        )


main()
