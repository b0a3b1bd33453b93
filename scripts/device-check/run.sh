#!/bin/sh
# On the GPU machine, in the repository's root: unpacks what pack.sh has packed, runs the tests of every backend and the
# benchmarks on the GPU, and writes the figures as JSON to the file given (or to the standard output).
#   sh scripts/device-check/run.sh figures.json
set -eu
cd "$(dirname "$0")/../.."
if [ ! -d node_modules/koffi ]; then
  mkdir -p node_modules
  xz -dc .device-check/modules.tar.xz | tar -C node_modules -xf -
fi
node=$(command -v node || true)
if [ -z "$node" ] || [ "$("$node" -p 'process.versions.node.split(".")[0]')" -lt 24 ]; then
  node=/tmp/residual-node
  [ -x "$node" ] || { xz -dc .device-check/node.xz > "$node" && chmod +x "$node"; }
fi
out=${1:-/dev/stdout}
[ $# -gt 0 ] && shift
"$node" scripts/device-check/device-check.ts "$@" > "$out"
