/** Written into every receipt; raised whenever a change could alter a computed figure. */
export const RUNTIME_VERSION = '2';
