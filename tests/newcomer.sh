#!/usr/bin/env bash
# What a newcomer does, word by word: a fresh clone with empty caches, README's commands, then docs/deploy.md's against an
# empty project on loopback. The commands are taken from the documents, so that a document that lies fails here.
# Needs git, curl and Node; ports 54321 and 3001 must be free. Run: bash tests/newcomer.sh
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
work="$(mktemp -d)"
export HOME="$work/home" npm_config_cache="$work/npm" DENO_DIR="$work/deno"
mkdir -p "$HOME"
lookalike=""

cleanup() {
  (cd "$work/clone" 2>/dev/null && npx -y deno task stop) >/dev/null 2>&1 || true
  if [ -n "$lookalike" ]; then exec 9>&- || true; wait "$lookalike" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

# The first line of a document that holds the text, without the indentation and the comment at its end.
line() { grep -F -- "$2" "$1" | head -1 | sed -E 's/^ +//; s/ +#.*$//'; }
say() { printf '\n== %s\n' "$*"; }

say "clone"
git clone --quiet "$here" "$work/clone"
cd "$work/clone"

start="$(line README.md 'npx -y deno task start')"
say "$start"
began=$SECONDS
$start >"$work/start.log" 2>&1 &
read_price="$(line README.md "curl 'http://127.0.0.1:54321/functions/v1/prices-read")"
until bash -c "$read_price -sf" >"$work/price.json" 2>/dev/null; do
  if [ $((SECONDS - began)) -gt 120 ]; then cat "$work/start.log"; exit 1; fi
  sleep 0.2
done
echo "first price after $((SECONDS - began)) s: $(head -c 160 "$work/price.json")"
curl -sf 'http://127.0.0.1:3001/api/prices?metal=gold' | head -c 120; echo
npx -y deno task stop

say "an empty project on loopback"
mkfifo "$work/hold"
npx -y deno run -A tests/support/hosted/serve-lookalike.ts "$work/variables" <"$work/hold" >"$work/lookalike.log" 2>&1 &
lookalike=$!
exec 9>"$work/hold"
until [ -s "$work/variables" ]; do
  kill -0 "$lookalike" 2>/dev/null || { cat "$work/lookalike.log"; exit 1; }
  sleep 0.2
done
# shellcheck disable=SC1091
. "$work/variables"

copy="$(line docs/deploy.md 'cp .env.example .env.production')"
say "$copy"
$copy
for option in --dry-run ''; do
  command="$(grep -F 'npx -y deno task deploy --project-ref' docs/deploy.md | sed -E 's/ +#.*$//' |
    if [ -n "$option" ]; then grep -F -- "$option"; else grep -vF -- '--dry-run'; fi | head -1)"
  command="${command/<reference>/$REFERENCE}"
  say "$command"
  # Nobody is there to answer the question; in a pipeline the document says --yes.
  if [ -z "$option" ]; then command="$command --yes"; fi
  $command | tee "$work/deploy.log"
done

grep -q 'The web app needs' "$work/deploy.log"
say "the curl that it printed"
bash -c "$(sed -n 's/^Try: //p' "$work/deploy.log") -sf" | head -c 160
printf '\n\nA newcomer gets there.\n'
