import { rm } from 'node:fs/promises';

export default async function tearDown(): Promise<void> {
  const running = globalThis.residualTestPostgres;
  await running?.server.stop();
  if (running) await rm(running.folder, { recursive: true, force: true });
}
