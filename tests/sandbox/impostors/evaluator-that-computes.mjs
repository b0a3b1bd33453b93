// An evaluator that loads anything, and then is busy for ever ("computes") or does nothing ("sleeps") with each task.
process.on('message', ({ type, id, task }) => {
  if (type === 'load') process.send({ type: 'loaded', id, tasks: [], publicData: { data: {}, buffers: [] } });
  if (task === 'computes') for (;;);
});
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready' });
