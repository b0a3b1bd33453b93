// What pages do beyond showing: commands are copied with a click, loss curves tell the figures under the pointer.
// Every page works without it.
enhance();
document.addEventListener('refreshed', enhance);

function enhance() {
  for (const command of document.querySelectorAll('[data-copy]')) offerCopy(command);
  for (const figure of document.querySelectorAll('figure.curve:not([data-enhanced])')) followPointer(figure);
}

function offerCopy(command) {
  // Browsers give the clipboard to https and localhost only.
  if (!navigator.clipboard || command.querySelector('.copy')) return;
  const text = command.textContent;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Not allowed'),
    );
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  command.append(button);
}

const SVG = 'http://www.w3.org/2000/svg';

function followPointer(figure) {
  figure.dataset.enhanced = '';
  for (const plot of figure.querySelectorAll('svg.plot')) {
    plot.addEventListener('pointermove', (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(plot.getScreenCTM().inverse());
      read(plot, JSON.parse(figure.dataset.curve), point.x);
    });
    plot.addEventListener('pointerleave', () => plot.querySelector('.cursor').replaceChildren());
  }
}

function read(plot, curve, x) {
  const [left, top, right, bottom] = JSON.parse(plot.dataset.box);
  const [from, to] = JSON.parse(plot.dataset.x);
  const [low, high] = JSON.parse(plot.dataset.y);
  const wanted = from + ((x - left) / (right - left)) * (to - from);
  const index = nearest(curve.steps, wanted);
  const step = curve.steps[index];
  const placeX = left + ((step - from) / (to - from || 1)) * (right - left);
  const order = plot.dataset.yKind === 'log' ? Math.log10 : (value) => value;
  const placeY = (loss) =>
    bottom - ((order(loss) - order(low)) / (order(high) - order(low))) * (bottom - top);
  const readings = [
    ['training', curve.training[index]],
    ['validation', curve.validation[index]],
    ['reference', curve.reference?.training[nearest(curve.reference.steps, step)]],
  ].filter(([, loss]) => loss !== undefined);
  const cursor = plot.querySelector('.cursor');
  const isRight = placeX > (left + right) / 2;
  const text = element('text', {
    x: placeX + (isRight ? -10 : 10),
    y: top + 4,
    'text-anchor': isRight ? 'end' : 'start',
  });
  const lines = [
    `run ${step.toLocaleString('en-GB')}`,
    ...readings.map(([name, loss]) => `${name} ${figures(loss)}`),
  ];
  lines.forEach((line, i) => {
    const span = element('tspan', { x: text.getAttribute('x'), dy: i === 0 ? '0.6em' : '1.35em' });
    span.textContent = line;
    text.append(span);
  });
  const dots = readings
    .filter(([, loss]) => loss !== null)
    .map(([name, loss]) => element('circle', { class: name, cx: placeX, cy: placeY(loss), r: 4 }));
  cursor.replaceChildren(element('path', { d: `M${placeX} ${top}V${bottom}` }), ...dots, text);
}

function nearest(steps, wanted) {
  let best = 0;
  for (let i = 1; i < steps.length; i += 1)
    if (Math.abs(steps[i] - wanted) < Math.abs(steps[best] - wanted)) best = i;
  return best;
}

const figures = (loss) => (loss === null ? 'not finite' : String(Number(loss.toPrecision(4))));

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
