// Loss curves tell the figures under the pointer; the keys ← and → move along the runs.
import { locale, words } from './words.ts';

interface Curve {
  readonly steps: readonly number[];
  readonly training: readonly (number | null)[];
  readonly validation: readonly (number | null)[];
  readonly reference?: { readonly steps: readonly number[]; readonly training: readonly number[] };
}
type Name = 'training' | 'validation' | 'reference';

const SVG = 'http://www.w3.org/2000/svg';

export function followPointers(): void {
  for (const figure of document.querySelectorAll<HTMLElement>(
    'figure.curve[data-curve]:not([data-enhanced])',
  ))
    followPointer(figure);
}

function followPointer(figure: HTMLElement): void {
  figure.dataset.enhanced = '';
  const curve: Curve = JSON.parse(figure.dataset.curve!);
  for (const plot of figure.querySelectorAll<SVGSVGElement>('svg.plot')) {
    plot.addEventListener('pointermove', ({ clientX, clientY }) => {
      const point = new DOMPoint(clientX, clientY).matrixTransform(plot.getScreenCTM()!.inverse());
      show(plot, curve, nearest(curve.steps, stepAt(plot, point.x)));
    });
    plot.addEventListener('pointerleave', () => clear(plot));
    let index = curve.steps.length - 1;
    plot.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      index = Math.min(curve.steps.length - 1, Math.max(0, index + by));
      show(plot, curve, index);
    });
    plot.addEventListener('focus', () => show(plot, curve, index));
    plot.addEventListener('blur', () => clear(plot));
  }
}

const clear = (plot: Element): void => plot.querySelector('.cursor')!.replaceChildren();

/** What the server wrote on the drawing: the box of the axes, and what they run from and to. */
function axesOf(plot: SVGSVGElement): { box: number[]; x: number[]; y: number[]; isLog: boolean } {
  const { box, x, y, yKind } = plot.dataset;
  return { box: JSON.parse(box!), x: JSON.parse(x!), y: JSON.parse(y!), isLog: yKind === 'log' };
}

function stepAt(plot: SVGSVGElement, place: number): number {
  const { box, x } = axesOf(plot);
  const [left, , right] = box;
  return x[0] + ((place - left) / (right - left)) * (x[1] - x[0]);
}

function show(plot: SVGSVGElement, curve: Curve, index: number): void {
  const { box, x, y, isLog } = axesOf(plot);
  const [left, top, right, bottom] = box;
  const step = curve.steps[index];
  const placeX = left + ((step - x[0]) / (x[1] - x[0] || 1)) * (right - left);
  const order = isLog ? Math.log10 : (value: number) => value;
  const placeY = (loss: number): number =>
    bottom - ((order(loss) - order(y[0])) / (order(y[1]) - order(y[0]))) * (bottom - top);
  const readings = readingsAt(curve, index);
  const isRight = placeX > (left + right) / 2;
  const textX = placeX + (isRight ? -10 : 10);
  const text = element('text', { x: textX, y: top + 4, 'text-anchor': isRight ? 'end' : 'start' });
  const lines = [
    `${words.run} ${step.toLocaleString(locale)}`,
    ...readings.map(({ name, loss }) => `${words[name]} ${figure(loss)}`),
  ];
  lines.forEach((line, i) => {
    const span = element('tspan', { x: textX, dy: i === 0 ? '0.6em' : '1.35em' });
    span.textContent = line;
    text.append(span);
  });
  const dots = readings.flatMap(({ name, loss }) =>
    loss === null ? [] : [element('circle', { class: name, cx: placeX, cy: placeY(loss), r: 4 })],
  );
  const rule = element('path', { d: `M${placeX} ${top}V${bottom}` });
  plot.querySelector('.cursor')!.replaceChildren(rule, ...dots, text);
}

function readingsAt(
  { steps, training, validation, reference }: Curve,
  index: number,
): { name: Name; loss: number | null }[] {
  const all: { name: Name; loss: number | null | undefined }[] = [
    { name: 'training', loss: training[index] },
    { name: 'validation', loss: validation[index] },
    { name: 'reference', loss: reference?.training[nearest(reference.steps, steps[index])] },
  ];
  return all.flatMap(({ name, loss }) => (loss === undefined ? [] : [{ name, loss }]));
}

function nearest(steps: readonly number[], wanted: number): number {
  let best = 0;
  for (let i = 1; i < steps.length; i += 1)
    if (Math.abs(steps[i] - wanted) < Math.abs(steps[best] - wanted)) best = i;
  return best;
}

const figure = (loss: number | null): string =>
  loss === null ? words.notFinite : loss.toLocaleString(locale, { maximumSignificantDigits: 4 });

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const node = document.createElementNS(SVG, name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
