// Loaded into server and workers before anything else (--import): their clock is as far off as a file says, and jumps
// when the file changes. Timers go on as they were, as on a machine whose clock is set.
import { readFileSync, watchFile } from 'node:fs';

const file = process.env.CLOCK_FILE;
if (file !== undefined) {
  const RealDate = Date;
  let offset = 0;
  const read = (): void => {
    try {
      offset = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      offset = 0;
    }
  };
  read();
  watchFile(file, { interval: 200, persistent: false }, read);
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [RealDate.now() + offset] : args, newTarget) as object,
    apply: () => new RealDate(RealDate.now() + offset).toString(),
    get: (target, property, receiver) =>
      property === 'now'
        ? () => RealDate.now() + offset
        : (Reflect.get(target, property, receiver) as unknown),
  });
}
