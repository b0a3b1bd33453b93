// A contestant that is a process which answers line by line.
import type { Absentee, Contestant, Role } from './contestant.ts';
import { LineProcess, type Command } from './line-process.ts';

export async function startedProcess({
  name,
  role,
  command,
}: {
  readonly name: string;
  readonly role: Role;
  readonly command: Command;
}): Promise<Contestant | Absentee> {
  try {
    const first = await LineProcess.start(command);
    let current: LineProcess | null = first.process;
    return {
      name,
      role,
      detail: first.detail,
      shortest: 0.02,
      measure: async (workload, count) => {
        try {
          current ??= (await LineProcess.start(command)).process;
          return await current.ask({ workload, count });
        } catch (error) {
          // Whatever ended it (out of memory, most likely), the next workload gets another.
          await current?.close();
          current = null;
          throw error;
        }
      },
      close: async () => {
        await current?.close();
      },
    };
  } catch (error) {
    return { name, role, reason: error instanceof Error ? error.message : String(error) };
  }
}
