#!/bin/sh
# Print the name of a Python that is new enough and can make a virtual environment, or say in one sentence what is missing.
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$name"
            exit 0
        fi
        incomplete=$name
    fi
done
if [ -n "${incomplete:-}" ]; then
    echo "SSP Læring: $incomplete mangler modulet venv. Installér det, fx: sudo apt-get install python3-venv" >&2
else
    found=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null || echo "ingen")
    echo "SSP Læring kræver Python 3.11 eller nyere; her er $found. Installér en nyere Python, og prøv igen." >&2
fi
exit 1
