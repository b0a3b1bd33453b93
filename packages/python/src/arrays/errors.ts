// What goes wrong in a kernel is raised in Python as the exception that NumPy raises.

export type PythonError =
  | 'AxisError'
  | 'IndexError'
  | 'LinAlgError'
  | 'MemoryError'
  | 'NotImplementedError'
  | 'OverflowError'
  | 'TypeError'
  | 'UFuncTypeError'
  | 'ValueError';

export class NumPyError extends Error {
  readonly kind: PythonError;

  constructor(kind: PythonError, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What NumPy warns of in floating-point arithmetic. */
export type Fault = 'divide' | 'overflow' | 'invalid';

/** Told of a fault in the function of that name. */
export type FaultListener = (fault: Fault, functionName: string) => void;

let listener: FaultListener | null = null;

export function listenToFaults(to: FaultListener | null): void {
  listener = to;
}

export function reportFault(fault: Fault, functionName: string): void {
  listener?.(fault, functionName);
}
