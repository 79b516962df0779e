#!/bin/sh
# Say in words what is missing when node or npm are, or are too old: the tests run the official Wechaty gateway.
set -eu

if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    echo 'setup: error: node or npm is not installed, and the tests run the official Wechaty gateway on it' >&2
    echo '       install Node.js 18 or newer with npm (Debian: apt-get install nodejs npm)' >&2
    exit 1
fi

major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
if [ "$major" -lt 18 ]; then
    echo "setup: error: $(command -v node) is Node.js $(node --version), and the tests need 18 or newer" >&2
    echo '       install a newer Node.js, and put it first in PATH' >&2
    exit 1
fi
