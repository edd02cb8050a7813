#!/bin/sh
# The journeys run in a real Chromium. Install Debian's if it is missing and that is allowed; otherwise say the one command to run.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Chromium: Debians pakke installeres …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "Prøverne kræver Chromium, og den er ikke her. Kør: sudo apt-get install -y chromium" >&2
exit 1
