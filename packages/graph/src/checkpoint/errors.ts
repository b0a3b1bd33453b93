// What can be wrong with saved files, by TensorFlow's names.
import { GraphError } from '../errors.ts';

/** A file or a variable that is not there. */
export class NotFoundError extends GraphError {
  override name = 'NotFoundError';
}

/** A file that is damaged, or not what it should be. */
export class DataLossError extends GraphError {
  override name = 'DataLossError';
}
