export { openGradingEvents } from './events.ts';
export { openGradingQueue } from './producer.ts';
export * from './queue.ts';
export { openGradingWorker } from './worker.ts';
