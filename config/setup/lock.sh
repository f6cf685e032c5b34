#!/usr/bin/env bash
# Write requirements.lock and requirements-dev.lock anew: the newest versions that pyproject.toml allows.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
pip=("$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check)

# names GROUP: the requirements of [project] or of one dependency group, one a line
names() {
    "$folder/venv/bin/python" - "$1" <<'END'
import sys, tomllib
with open("pyproject.toml", "rb") as source:
    project = tomllib.load(source)
groups = {"project": project["project"]["dependencies"], **project["dependency-groups"]}
print("\n".join(groups[sys.argv[1]]))
END
}

names project >"$folder/project.txt"
"${pip[@]}" install --requirement "$folder/project.txt"
{
    echo "# Exact versions of everything that runs. Written by \`make lock\`; do not edit."
    "${pip[@]}" freeze
} >requirements.lock

names dev >"$folder/dev.txt"
"${pip[@]}" install --requirement requirements.lock --requirement "$folder/dev.txt"
{
    echo "# What the tests and checks need besides. Written by \`make lock\`; do not edit."
    echo "--requirement requirements.lock"
    "${pip[@]}" freeze | grep --invert-match --line-regexp --fixed-strings --file=requirements.lock
} >requirements-dev.lock
