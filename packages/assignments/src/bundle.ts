// What grading needs of an assignment, as one blob of bytes that is stored with its version: workers grade from
// it, without the folder. The same content gives the same bytes.
import { decodeFrame, encodeFrame, FrameError, type AssignmentSpec } from '@residual/contracts';
import { z } from 'zod';
import { AssignmentError } from './assignment-error.ts';
import { type Calibration, CALIBRATION_FILE, calibrationRemedy, calibrationSchema } from './calibration.ts';
import { parseAssignmentSpec, SPEC_FILE } from './spec.ts';

export interface AssignmentBundle {
  readonly slug: string;
  readonly spec: AssignmentSpec;
  readonly calibration: Calibration;
  /** Data files by path within the folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const headerSchema = z.strictObject({
  format: z.literal('residual assignment 1'),
  slug: z.string(),
  paths: z.array(z.string()),
});

/** @param contents assignment.yaml, calibration.json and data files by path */
export function packBundle(slug: string, contents: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const paths = [...contents.keys()].toSorted();
  const header: z.infer<typeof headerSchema> = { format: 'residual assignment 1', slug, paths };
  return encodeFrame(
    header,
    paths.map((path) => contents.get(path)!),
  );
}

export function parseCalibration(assignment: string, text: string): Calibration {
  const broken = (message: string, cause?: unknown) =>
    new AssignmentError(
      assignment,
      [
        {
          file: CALIBRATION_FILE,
          message,
          remedy: calibrationRemedy(assignment),
        },
      ],
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken('is not JSON', cause);
  }
  const parsed = calibrationSchema.safeParse(value);
  if (!parsed.success) throw broken(z.prettifyError(parsed.error).replaceAll('\n', ' '), parsed.error);
  return parsed.data;
}

/** @throws AssignmentError if the bundle is not whole */
export function unpackBundle(bundle: Uint8Array): AssignmentBundle {
  let slug = 'unknown';
  try {
    const { message, buffers } = decodeFrame(bundle);
    const header = headerSchema.parse(message);
    slug = header.slug;
    const contents = new Map(header.paths.map((path, i) => [path, buffers[i]]));
    const text = (path: string): string => new TextDecoder().decode(contents.get(path));
    const spec = parseAssignmentSpec(slug, text(SPEC_FILE));
    const calibration = parseCalibration(slug, text(CALIBRATION_FILE));
    contents.delete(SPEC_FILE);
    contents.delete(CALIBRATION_FILE);
    return { slug, spec, calibration, files: contents };
  } catch (cause) {
    if (!(cause instanceof FrameError || cause instanceof z.ZodError)) throw cause;
    throw new AssignmentError(
      slug,
      [{ file: 'bundle', message: 'is damaged', remedy: 'publish the assignment again from its folder' }],
      { cause },
    );
  }
}
