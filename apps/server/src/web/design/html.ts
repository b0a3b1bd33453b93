// Pages are functions that return virtual nodes; Preact escapes every value. There is no client framework.
import htm from 'htm';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

export type Html = VNode | string | null | undefined | false | readonly Html[];

type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

// htm's types describe its CommonJS build, where the function is at `.default`; Node loads the module build.
const build = (htm as unknown as { bind(create: typeof h): Tag }).bind(h);

const folded = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** htm drops white space with a line break in it; here it is a space, as in HTML. htm caches by the array. */
export const html: Tag = (strings, ...values) => {
  let known = folded.get(strings);
  if (!known) {
    const texts = strings.map((text, i) => {
      const spaced = text.replace(/\s*\n\s*/g, ' ');
      // At the ends of a template it is mere indentation.
      return i === 0 ? spaced.trimStart() : i === strings.length - 1 ? spaced.trimEnd() : spaced;
    });
    if (texts.length === 1) texts[0] = texts[0].trimEnd();
    known = Object.assign(texts, { raw: texts });
    folded.set(strings, known);
  }
  return build(known, ...values);
};

export const renderDocument = (document: VNode): string => `<!doctype html>${renderToString(document)}`;
