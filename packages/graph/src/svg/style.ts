// The look of a drawing, light and dark. Colours repeat those of the pages.

/** Hues for devices, or for scopes of one structure. */
export const HUES = 8;

const LIGHT = `
--ground:#ffffff;--ink:#17202e;--muted:#566274;--line:#8a97a8;--box:#ffffff;--edge:#9aa6b5;
--placeholder:#fff3d1;--placeholder-edge:#b7811f;--variable:#dde8ff;--variable-edge:#1d4fc4;
--constant:#eef1f5;--constant-edge:#aab4c1;--change:#dff3e7;--change-edge:#1a8f52;
--order:#f6f7f9;--scope:#f1f3f7;--scope-edge:#8795a8;--open:#f7f8fa;--open-edge:#c3cbd6;
--h0:#dbe7ff;--h1:#ffe3d3;--h2:#dcf3e2;--h3:#f3e0f7;--h4:#fdf0c4;--h5:#d6f1f4;--h6:#ffdfe6;--h7:#e7e3d8;`;

const DARK = `
--ground:#10151d;--ink:#e8edf5;--muted:#9aa7b9;--line:#75849a;--box:#1b2330;--edge:#5b6a80;
--placeholder:#3b2f10;--placeholder-edge:#d9a33a;--variable:#16295a;--variable-edge:#7ea2f5;
--constant:#232c39;--constant-edge:#566376;--change:#12382a;--change-edge:#43b77f;
--order:#171e29;--scope:#222b39;--scope-edge:#6a7a92;--open:#151c26;--open-edge:#364253;
--h0:#1d315f;--h1:#57301b;--h2:#1c4229;--h3:#452450;--h4:#4a3d10;--h5:#12454b;--h6:#552031;--h7:#3a3629;`;

const squeezed = (css: string): string => css.replaceAll('\n', '');

/** @param id of the svg element: nothing outside of it is touched */
export function styleSheet(id: string): string {
  const of = (rules: string): string =>
    rules
      .trim()
      .split('\n')
      .map((rule) => `#${id} ${rule.trim()}`)
      .join('\n');
  const hues = Array.from({ length: HUES }, (_, i) => `.h${i} .face{fill:var(--h${i})}`).join('\n');
  return [
    `#${id}{${squeezed(LIGHT)}font-family:ui-monospace,'SF Mono','Cascadia Code',Menlo,Consolas,'DejaVu Sans Mono',monospace}`,
    `@media (prefers-color-scheme:dark){#${id}{${squeezed(DARK)}}}`,
    of(`
.ground{fill:var(--ground)}
text{fill:var(--ink);font-size:12px;text-anchor:middle}
text.detail{fill:var(--muted);font-size:10px}
text.caption{fill:var(--muted);font-size:10px;paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round}
text.caption.left{text-anchor:end}
text.caption.right{text-anchor:start}
text.heading{text-anchor:start;font-weight:600;paint-order:stroke;stroke:var(--open);stroke-width:4px;stroke-linejoin:round}
text.legend{fill:var(--muted);font-size:11px;text-anchor:start}
.face{fill:var(--box);stroke:var(--edge);stroke-width:1.2}
.placeholder .face{fill:var(--placeholder);stroke:var(--placeholder-edge)}
.variable .face{fill:var(--variable);stroke:var(--variable-edge)}
.constant .face{fill:var(--constant);stroke:var(--constant-edge)}
.change .face{fill:var(--change);stroke:var(--change-edge)}
.order .face{fill:var(--order);stroke-dasharray:3 3}
.scope .face{fill:var(--scope);stroke:var(--scope-edge)}
.open .face{fill:var(--open);stroke:var(--open-edge)}
.line{fill:none;stroke:var(--line)}
.control{stroke-linecap:round;stroke-dasharray:.1 4.5;stroke-width:1.6}
.reference{stroke:var(--change-edge)}
.head{fill:var(--line)}
.head.reference{fill:var(--change-edge);stroke:none}
.thread{fill:none;stroke:var(--constant-edge);stroke-width:1}`),
    of(hues),
  ].join('\n');
}
