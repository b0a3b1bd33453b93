// Pages of docs/ that are written from the code.
import { assignmentPage } from './assignment-page.ts';
import { commandPage } from './command-page.ts';
import { configurationPage } from './configuration-page.ts';
import { metricsPage } from './metrics-page.ts';

export const PAGES: Readonly<Record<string, () => Promise<string>>> = {
  'assignment-yaml.md': assignmentPage,
  'command.md': commandPage,
  'configuration.md': configurationPage,
  'metrics.md': metricsPage,
};
