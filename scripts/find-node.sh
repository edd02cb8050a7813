#!/bin/sh
# Say in one sentence what is missing unless Node 20 or newer and npm are here.
if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    echo "SSP Læring kræver Node 20 eller nyere med npm, og det er ikke installeret her. Installér Node, og prøv igen." >&2
    exit 1
fi
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
    echo "SSP Læring kræver Node 20 eller nyere; her er $(node --version). Installér en nyere Node, og prøv igen." >&2
    exit 1
fi
