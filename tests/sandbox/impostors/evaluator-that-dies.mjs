// An evaluator whose device takes it down as soon as it is used.
process.on('message', (message) => {
  if (message.type === 'sessions') process.kill(process.pid, 'SIGSEGV');
});
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready' });
