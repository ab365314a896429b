#!/usr/bin/env python3
"""Measures Jupyter kernels in turn: start, first cell, warm cells, memory. Needs jupyter_client.

    environment/measurements/kernel_bench.py [--rounds N] [--cells N] KERNEL...

KERNEL is a kernelspec's name, as `jupyter kernelspec list` has it. All kernels are measured in every
round, so that a noisy machine disturbs them alike. Prints a Markdown table of medians.
"""
import argparse
import statistics
import subprocess
import time

from jupyter_client.manager import KernelManager

CELL = "1+1"


def run(client, code):
    """Runs a cell and returns the seconds until its reply."""
    begun = time.perf_counter()
    client.execute(code, reply=True, timeout=120)
    return time.perf_counter() - begun


def resident_megabytes(manager):
    """Memory of the kernel's process and its children."""
    pid = str(manager.provisioner.pid)
    pids = subprocess.run(
        ["pgrep", "-P", pid], capture_output=True, text=True, check=False
    ).stdout.split()
    total = 0
    for each in [pid, *pids]:
        with open(f"/proc/{each}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1])
    return total / 1024


def measure(name, cells):
    """Starts a kernel, uses it, stops it."""
    manager = KernelManager(kernel_name=name)
    begun = time.perf_counter()
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
        ready = time.perf_counter() - begun
        run(client, CELL)
        first = time.perf_counter() - begun
        warm = [run(client, CELL) for _ in range(cells)]
        return {
            "start to first reply, s": ready,
            "start to first cell's result, s": first,
            "warm cell, ms": 1000 * statistics.median(warm),
            "memory after the cells, MB": resident_megabytes(manager),
        }
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--cells", type=int, default=50)
    parser.add_argument("kernels", nargs="+", metavar="KERNEL")
    options = parser.parse_args()
    results = {name: [] for name in options.kernels}
    hung = dict.fromkeys(options.kernels, 0)
    for _ in range(options.rounds):
        for name in options.kernels:
            try:
                results[name].append(measure(name, options.cells))
            except (RuntimeError, TimeoutError):
                hung[name] += 1
    columns = list(next(each[0] for each in results.values() if each))
    print("| kernel | " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * len(columns))
    for name, rounds in results.items():
        cells = []
        if hung[name]:
            name += f", {hung[name]} of {options.rounds} starts hung"
        for column in columns:
            values = [each[column] for each in rounds] or [float("nan")]
            digits = 2 if column.endswith(" s") else 0
            cells.append(
                f"{statistics.median(values):.{digits}f}"
                f" ({min(values):.{digits}f}–{max(values):.{digits}f})"
            )
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
