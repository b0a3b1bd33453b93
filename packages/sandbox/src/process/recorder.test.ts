import { expect, test } from '@jest/globals';
import { createTensorFlow } from '@residual/graph';
import { LocalTarget } from '@residual/runtime';
import { Recorder } from './recorder.ts';

function countingProgram() {
  const recorder = new Recorder(new LocalTarget({ seed: 1 }));
  const tf = createTensorFlow({ target: recorder });
  const w = new tf.Variable(0, { name: 'w' });
  const other = new tf.Variable([1, 2], { name: 'other' });
  const train = w.assign(w.add(1), 'train');
  const open = () => {
    const session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    return session;
  };
  return { recorder, tf, w, other, train, open };
}

const values = (recorder: Recorder): Record<string, number[]> =>
  Object.fromEntries(recorder.finish().variables.map(({ name, value }) => [name, [...value.data]]));

test('all variables of the session that trained are told, w first', () => {
  const { recorder, train, open } = countingProgram();
  open().run(train);
  expect(values(recorder)).toEqual({ w: [1], other: [1, 2] });
  expect(recorder.finish().variables[0].name).toBe('w');
});

test('a run that only needs train counts as a run of it', () => {
  const { recorder, tf, train, open } = countingProgram();
  const loss = train.mul(2);
  const session = open();
  session.run(loss);
  session.run(tf.constant(1));
  expect(recorder.finish()).toMatchObject({ trainRuns: 1, sessionRuns: 3 });
});

test('w is what it was when the session closed that trained last', () => {
  const { recorder, w, train, open } = countingProgram();
  const [first, second] = [open(), open()];
  first.run(train);
  second.run(train);
  second.run(train);
  second.close();
  first.run(w.assign(50));
  expect(values(recorder).w).toEqual([2]);
});

test('without any training the last session opened is told of', () => {
  const { recorder, w, open } = countingProgram();
  open().run(w.assign(7));
  open().run(w.assign(8));
  expect(values(recorder).w).toEqual([8]);
  expect(recorder.finish()).toMatchObject({ trainRuns: 0, trajectory: { steps: [], values: [] } });
});

test('training anew in another session starts the trajectory anew', () => {
  const { recorder, train, open } = countingProgram();
  const first = open();
  for (let i = 0; i < 5; i++) first.run(train);
  open().run(train);
  const { trainRuns, trajectory } = recorder.finish();
  expect(trainRuns).toBe(1);
  expect(trajectory.steps).toEqual([0, 1]);
  expect(trajectory.values.map((value) => value.data[0])).toEqual([0, 1]);
});
