// Arrow keys move from cell to cell in a large table; Tab leaves it. Without this every link is a stop of its own.
export function followArrows(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table[data-grid]')) {
    const stops = links(table);
    // After a refresh the one that had the focus keeps it.
    const current = stops.find((link) => link === document.activeElement) ?? stops[0];
    for (const link of stops) link.tabIndex = link === current ? 0 : -1;
    if ('enhanced' in table.dataset) continue;
    table.dataset.enhanced = '';
    table.addEventListener('keydown', move);
    table.addEventListener('focusin', ({ target }) => {
      for (const link of links(table)) link.tabIndex = link === target ? 0 : -1;
    });
  }
}

const links = (table: HTMLTableElement): HTMLAnchorElement[] => [
  ...table.querySelectorAll<HTMLAnchorElement>('th a, td a'),
];

function move(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof Element)) return;
  const cell = event.target.closest<HTMLTableCellElement>('th, td');
  const row = cell?.parentElement;
  const table = row?.closest('table');
  if (!cell || !table || !(row instanceof HTMLTableRowElement)) return;
  const { rowIndex } = row;
  const { cellIndex } = cell;
  const last = row.cells.length - 1;
  const rows = table.rows.length - 1;
  const place: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [rowIndex, cellIndex - 1],
    ArrowRight: [rowIndex, cellIndex + 1],
    ArrowUp: [rowIndex - 1, cellIndex],
    ArrowDown: [rowIndex + 1, cellIndex],
    Home: [rowIndex, 0],
    End: [rowIndex, last],
    PageUp: [Math.max(1, rowIndex - 10), cellIndex],
    PageDown: [Math.min(rows, rowIndex + 10), cellIndex],
  };
  const wanted = place[event.key];
  if (!wanted) return;
  event.preventDefault();
  const [y, x] = wanted;
  // Cells without a link, such as the sum, are passed over.
  const cells = [...(table.rows[y]?.cells ?? [])];
  const ahead = x > cellIndex ? cells.slice(x) : cells.slice(0, Math.max(0, x + 1)).toReversed();
  const inRow = event.key === 'End' ? cells.toReversed() : ahead;
  focus(inRow.map((each) => each.querySelector('a')).find((link) => link !== null) ?? null);
}

/** Not below the sticky head and the sticky names. */
function focus(link: HTMLAnchorElement | null): void {
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
