// assignment.yaml: text → a valid AssignmentSpec, or every mistake in it with its place and remedy.
import {
  type AssignmentSpec,
  assignmentSpecSchema,
  isModelTask,
  MODEL_CHECKS,
  nameOfCheck,
  type ModelTask,
  type TaskSpec,
} from '@residual/contracts';
import { Decimal } from 'decimal.js';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { AssignmentError, type AssignmentProblem } from './assignment-error.ts';
import { fieldName, placeOf, problemsOfIssues } from './yaml-problems.ts';

export const SPEC_FILE = 'assignment.yaml';

type Mistake = { path: PropertyKey[]; message: string; remedy: string };

/** Which ways of finding `w` a check can judge; checks not listed go with any. */
const METHOD_OF_CHECK: Partial<Record<string, ModelTask['reference']['method']>> = {
  'closed-form-update': 'closed-form',
  'update-gradient': 'gradient-descent',
  convergence: 'gradient-descent',
  'learning-rate': 'gradient-descent',
  'analytic-gradient': 'gradient-descent',
};

function mistakesOfTask(task: TaskSpec, path: PropertyKey[]): Mistake[] {
  const mistakes: Mistake[] = [];
  const names = task.checks.map(({ check }) => check);
  const sum = task.checks.reduce((total, { points }) => total.plus(points), new Decimal(0));
  if (!sum.equals(task.points))
    mistakes.push({
      path: [...path, 'points'],
      message: `is ${task.points}, but the points of the task's checks add up to ${sum.toFixed()}`,
      remedy: `write ${sum.toFixed()} here, or change the checks' points`,
    });
  if (sum.isZero())
    mistakes.push({ path: [...path, 'points'], message: 'is 0', remedy: 'give a check some points' });
  const called = task.checks.map(nameOfCheck);
  names.forEach((name, i) => {
    const at = [...path, 'checks', i, 'check'];
    if (called.indexOf(called[i]) < i)
      mistakes.push({
        path: at,
        message: `"${called[i]}" stands here twice`,
        remedy: 'keep one of them, or give each a "name" of its own',
      });
    const method = METHOD_OF_CHECK[name];
    if (!isModelTask(task) && MODEL_CHECKS.has(name))
      mistakes.push({
        path: at,
        message: `"${name}" compares with a reference, and this task has none`,
        remedy: 'give the task "dtype", "loss" and "reference"',
      });
    else if (method && method !== task.reference?.method)
      mistakes.push({
        path: at,
        message: `"${name}" goes with the reference method ${method}, this task's is ${task.reference?.method}`,
        remedy: method === 'closed-form' ? 'use "update-gradient"' : 'use "closed-form-update"',
      });
  });
  const given = [task.dtype, task.loss, task.reference].filter((part) => part !== undefined).length;
  if (given > 0 && given < 3)
    mistakes.push({
      path,
      message: 'has some of "dtype", "loss" and "reference"',
      remedy: 'write all three, or none in an exercise without a model',
    });
  if (names.includes('fixed-as-constants') && names.includes('fed-by-placeholders'))
    mistakes.push({
      path: [...path, 'checks'],
      message: 'asks for data as constants and by placeholders at once',
      remedy: 'keep "fixed-as-constants" or "fed-by-placeholders"',
    });
  if (task.reference?.method === 'closed-form' && task.loss !== 'squared-error')
    mistakes.push({
      path: [...path, 'reference', 'method'],
      message: `the ${task.loss} loss has no closed form`,
      remedy: 'use "gradient-descent" with learningRate and steps',
    });
  return mistakes;
}

function mistakesOf(spec: AssignmentSpec): Mistake[] {
  const names = spec.tasks.map(({ name }) => name);
  return spec.tasks.flatMap((task, i) => [
    ...(names.indexOf(task.name) < i
      ? [
          {
            path: ['tasks', i, 'name'],
            message: `a second task "${task.name}"`,
            remedy: 'give it another name',
          },
        ]
      : []),
    ...mistakesOfTask(task, ['tasks', i]),
  ]);
}

function problemsOfSyntax(document: Document.Parsed): AssignmentProblem[] {
  return document.errors.map(({ message, linePos }) => ({
    file: SPEC_FILE,
    line: linePos?.[0].line,
    column: linePos?.[0].col,
    message: `not valid YAML: ${message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '')}`,
    remedy: 'mend the line (indentation with spaces; a text with ":" or "#" needs quotes)',
  }));
}

/**
 * Parses and checks the text of an assignment.yaml.
 * @throws AssignmentError naming every mistake with its line and field
 */
export function parseAssignmentSpec(assignment: string, text: string): AssignmentSpec {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) throw new AssignmentError(assignment, problemsOfSyntax(document));
  const value: unknown = document.toJS();
  const parsed = assignmentSpecSchema.safeParse(value);
  if (!parsed.success) {
    const context = { file: SPEC_FILE, document, lines, value, schema: assignmentSpecSchema };
    throw new AssignmentError(assignment, problemsOfIssues(parsed.error.issues, context));
  }
  const mistakes = mistakesOf(parsed.data);
  if (mistakes.length > 0)
    throw new AssignmentError(
      assignment,
      mistakes.map(({ path, message, remedy }) => ({
        file: SPEC_FILE,
        ...placeOf(document, lines, path),
        field: fieldName(path),
        message,
        remedy,
      })),
    );
  return parsed.data;
}
