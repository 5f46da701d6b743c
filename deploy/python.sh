# shellcheck shell=bash
# Sourced by ./deploy/demo and ./deploy/test: finds a Python that is new enough, and hands over to it.

registry_run() { # module [arguments]: runs the module from the checkout, in this process
    local root candidate
    root="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)" || exit 1
    for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            cd -- "$root" || exit 1
            # -P and PYTHONPATH: the modules of this checkout, wherever the command was called from.
            PYTHONPATH="$root" PYTHONDONTWRITEBYTECODE=1 exec "$candidate" -P -m "$@"
        fi
    done
    echo "Python 3.11 or newer is missing: install it with \`apt-get install python3\`" \
        "(\`python3.11\` where the distribution's own is older)." >&2
    exit 1
}
