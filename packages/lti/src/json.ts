/** Undefined for what is no JSON: whoever parses it says what is missing. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
