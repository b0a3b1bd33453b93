// The same for what only the Python engine's own code needs, and programs are not to have.
const {
  Atomics: CapturedAtomics,
  FinalizationRegistry: CapturedFinalizationRegistry,
  WeakRef: CapturedWeakRef,
  WebAssembly: CapturedWebAssembly,
} = globalThis;

export {
  CapturedAtomics as Atomics,
  CapturedFinalizationRegistry as FinalizationRegistry,
  CapturedWeakRef as WeakRef,
  CapturedWebAssembly as WebAssembly,
};
