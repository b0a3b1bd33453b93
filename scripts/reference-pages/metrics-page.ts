// docs/metrics.md from the registries that serve /metrics.
import { openStore } from '@residual/store';
import type { Registry } from 'prom-client';
import { ServerMetrics } from '../../apps/server/src/metrics.ts';
import { WorkerMetrics } from '../../worker/src/metrics.ts';
import { formatPage } from './tables.ts';

const INTRODUCTION = `# Metrics

<!-- Written by: node scripts/reference-pages/write.ts -->

For Prometheus, as text. The server serves them at \`/metrics\`, to this machine or to whoever has \`METRICS_TOKEN\`
(\`Authorization: Bearer …\`); a worker at \`METRICS_PORT\`. Both serve the process's own, too (\`process_…\`, \`nodejs_…\`).`;

const EXAMPLES = `## What to look at

| question | query |
| --- | --- |
| How many attempts wait? Workers are scaled on it. | \`sum(residual_queue_depth{place=~"line\\|queue"})\` |
| How long does one wait for a verdict? | \`histogram_quantile(0.95, rate(residual_stage_seconds_bucket{stage="verdict"}[15m]))\` |
| Is anything wrong with us? | \`increase(residual_attempts_total{state="not_graded"}[1h]) > 0\` |
| Does the reconciler mend more than a rare broken connection? | \`increase(residual_reconciler_mends_total[1h])\` |`;

function table(registry: Registry): string {
  const rows = registry
    .getMetricsAsArray()
    .filter(({ name }) => name.startsWith('residual_'))
    // prom-client's types leave out what its metrics have
    .map(
      (metric) => metric as unknown as { name: string; help: string; type?: string; labelNames?: string[] },
    )
    .map(
      ({ name, help, labelNames = [] }) =>
        `| \`${name}\` | ${help} | ${labelNames.map((label) => `\`${label}\``).join(', ')} |`,
    )
    .toSorted();
  return ['| metric | | labels |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The text of docs/metrics.md. */
export async function metricsPage(): Promise<string> {
  // Only names are asked for: nothing connects to it.
  const store = openStore('postgresql://nobody@localhost/none');
  try {
    return await formatPage([
      INTRODUCTION,
      '## The server',
      table(new ServerMetrics(store).registry),
      '## A worker',
      table(new WorkerMetrics().registry),
      EXAMPLES,
    ]);
  } finally {
    await store.close();
  }
}
