// A drawing laid out: boxes, lines and pills with their places. Open scopes are scenes within a scene.
import type { Face, Pill } from './faces.ts';
import type { Part } from './scopes.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly part: Part;
  readonly face: Face;
  /** Its upper left corner. */
  x: number;
  y: number;
  readonly width: number;
  readonly height: number;
  readonly pills: readonly Pill[];
  /** Of an open scope. */
  readonly inner: Scene | null;
  /** Uses of values that no line shows, since they come from all over the drawing. */
  readonly unshown: number;
}

export type LineKind = 'data' | 'control' | 'reference';

/** A line from box to box, or a piece of one that several lines share. */
export interface Line {
  readonly kind: LineKind;
  /** Straight down where a box or a layer is passed, curved in between. */
  readonly points: readonly Point[];
  /** An arrow's head at its end. */
  readonly ends: boolean;
  /** How much flows: 0 for little. */
  readonly weight: number;
}

export interface Caption {
  readonly text: string;
  readonly at: Point;
  /** Of the point. */
  readonly side: 'left' | 'right';
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly boxes: Box[];
  readonly lines: Line[];
  readonly captions: Caption[];
  /** Where lines from outside cross its edge: places from the left, by what they carry. */
  readonly entries: ReadonlyMap<string, number>;
  readonly exits: ReadonlyMap<string, number>;
}
