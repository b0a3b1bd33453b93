export type { GradingEvents, GradingQueue, GradingWorker, QueueConnection } from './queue.ts';
