#!/usr/bin/env bash
# Install the Debian packages that are missing: `system.sh run` or `system.sh test`.
# Where it may not install them it says which command to run. Where there is no apt it only names them.
set -euo pipefail

packages=(
    libpango-1.0-0 libpangoft2-1.0-0 # WeasyPrint lays out text with Pango
    libharfbuzz-subset0              # embeds only the glyphs used; without it one page takes 6 s, not 0.3 s
    fontconfig fonts-noto-cjk        # Chinese glyphs, the same in every document
    libharfbuzz-bin                  # cuts their faces to the characters that are needed, at set-up
    gettext                          # compiles the translations
    tzdata                           # Asia/Shanghai
)
if [ "${1:-run}" = test ]; then
    packages+=(chromium libatomic1) # the page tests drive it; Playwright's own node needs the other
fi

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Liandan needs Python 3.11 or newer as python3." >&2
    exit 1
fi
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "No apt on this system. What these Debian packages hold must be there: ${packages[*]}" >&2
    exit 0
fi

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif sudo --non-interactive true 2>/dev/null; then
    as_root=(sudo)
else
    echo "Some system packages are missing, and this user may not install them. Run, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "Installing system packages: ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes)
"${apt[@]}" update
"${apt[@]}" install --no-install-recommends "${missing[@]}"
