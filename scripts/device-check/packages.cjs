// The packages named on the command line and all that they depend on, as folders of node_modules.
const path = require('node:path');

const folder = path.join(__dirname, '../../node_modules');
const found = new Set();
function add(name) {
  if (found.has(name)) return;
  let manifest;
  try {
    manifest = require(path.join(folder, name, 'package.json'));
  } catch {
    // Types only, or a dependency nested in its owner, with which it travels.
    return;
  }
  found.add(name);
  for (const dependency of Object.keys(manifest.dependencies ?? {}))
    if (!dependency.startsWith('@types/')) add(dependency);
}
process.argv.slice(2).forEach(add);
process.stdout.write([...found].join(' '));
