// The environment of a process, read once at its start.
import { z } from 'zod';

/** What the examples of deploy/ have in place of secrets. */
const PLACEHOLDER = 'change-me';

/**
 * @param whose for the error, such as "The worker's"
 * @throws Error that names each wrong variable, and in production (NODE_ENV) each that was left as in an example
 */
export function parseEnvironment<S extends z.ZodType>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
  whose: string,
): z.infer<S> {
  // An empty variable is how compose files and shells write "not set".
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  const mistakes = (parsed.error?.issues ?? []).map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  if (set.NODE_ENV === 'production')
    for (const [name, value] of Object.entries(set))
      if (value?.includes(PLACEHOLDER))
        mistakes.push(`  ${name}: still has "${PLACEHOLDER}" in it: set a secret of your own`);
  if (parsed.success && mistakes.length === 0) return parsed.data;
  throw new Error(`${whose} environment is not usable:\n${mistakes.join('\n')}`);
}
