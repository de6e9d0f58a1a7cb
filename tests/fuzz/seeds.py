#!/usr/bin/env python3
"""Makes seeds for the fuzzers of the command line from real command lines: those of ../shared/data/cmdlines where
they are there, and those in the cases beside the stock hooks. Usage: seeds.py FOLDER; FOLDER/command_line_fuzz and
FOLDER/json_value_fuzz get one file a seed. The seeds are made anew for each run and are not kept in the sources."""
import glob
import hashlib
import json
import os
import shlex
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def recorded_lines():
    for up in ("..", "../.."):  # beside the project, or beside a worktree's folder
        for path in sorted(glob.glob(os.path.join(SOURCE, up, "shared", "data", "cmdlines", "*.json"))):
            with open(path) as f:
                yield json.load(f)["argv"][1:]


def case_lines():
    for path in sorted(glob.glob(os.path.join(SOURCE, "wrapper", "hooks", "*.expect"))):
        words = []
        with open(path) as f:
            for line in f:
                key, _, rest = line.strip().partition(" ")
                if key == "case" and words:
                    yield words
                    words = []
                elif key == "in":
                    words += shlex.split(rest)
        if words:
            yield words


def store(folder, text):
    data = text.encode(errors="surrogateescape")
    with open(os.path.join(folder, hashlib.sha1(data).hexdigest()), "wb") as f:
        f.write(data)


def main():
    lines_to, json_to = (os.path.join(sys.argv[1], name) for name in ("command_line_fuzz", "json_value_fuzz"))
    os.makedirs(lines_to, exist_ok=True)
    os.makedirs(json_to, exist_ok=True)
    count = 0
    for words in [*recorded_lines(), *case_lines()]:
        store(lines_to, "\n".join(words))  # the fuzzer's words are separated by line ends
        for word in words:
            if word.startswith("{"):
                store(json_to, word)
        count += 1
    print(f"{count} command lines as seeds")


if __name__ == "__main__":
    main()
