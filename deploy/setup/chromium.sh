#!/bin/sh
# The tests of the pages drive the system's Chromium, and look at Chinese text: install what is missing where we may
# (root, with apt), say what to install elsewhere.
set -eu

packages=
command -v chromium > /dev/null || packages=chromium
if [ -x /usr/bin/dpkg-query ]; then
    for font in fonts-noto-cjk fonts-noto-color-emoji; do
        dpkg-query --show --showformat='${db:Status-Status}' "$font" 2> /dev/null | grep -q '^installed$' \
            || packages="$packages $font"
    done
fi
[ -z "$packages" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "setup: installing $packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    # shellcheck disable=SC2086 # a list of names
    apt-get -qq install -y --no-install-recommends $packages < /dev/null > /dev/null
elif ! command -v chromium > /dev/null; then
    echo 'setup: error: chromium is not in PATH, and the tests of the pages need it' >&2
    echo '       install it (Debian: apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji)' >&2
    exit 1
fi
