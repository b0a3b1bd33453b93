// Pages are functions that return virtual nodes; Preact escapes every value. There is no client framework.
import htm from 'htm';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

export type Html = VNode | string | null | undefined | false | readonly Html[];

type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

// htm's types describe its CommonJS build, where the function is at `.default`; Node loads the module build.
export const html = (htm as unknown as { bind(create: typeof h): Tag }).bind(h);

export const renderDocument = (document: VNode): string => `<!doctype html>${renderToString(document)}`;
