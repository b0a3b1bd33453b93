// A label, what is asked for, and what was wrong with it.
import { html, type Html } from '../design/html.ts';
import type { Language } from '../language/language.ts';
import type { RefusedForm } from './read-form.ts';
import { words } from './words.ts';

/** One form of a page: its name, and what became of it if it was just refused. */
export interface FormState {
  readonly form: string;
  readonly language: Language;
  readonly refused: RefusedForm | null;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'number' | 'datetime-local' | 'textarea' | 'checkbox';
  readonly value?: string;
  readonly hint?: string;
  readonly isRequired?: boolean;
  readonly options?: readonly { readonly value: string; readonly text: string }[];
  readonly isCode?: boolean;
}

const ownRefusal = ({ form, refused }: FormState): RefusedForm | null =>
  refused?.form === form ? refused : null;

/** The page's words for a mistake; a text that is no key is shown as it is. */
export const mistakeText = (key: string, language: Language): string => {
  const texts: Readonly<Record<string, string>> = words[language].mistakes;
  return texts[key] ?? key;
};

export function field(state: FormState, options: Field): Html {
  const { name, label, type = 'text', hint, isRequired = false } = options;
  const refused = ownRefusal(state);
  const id = `${state.form}-${name}`;
  const mistake = refused?.mistakes[name];
  const value = refused ? (refused.values[name] ?? '') : (options.value ?? '');
  const about = [mistake && `${id}-mistake`, hint && `${id}-hint`].filter(Boolean).join(' ');
  const attributes = {
    id,
    name,
    required: isRequired,
    'aria-invalid': mistake ? 'true' : undefined,
    'aria-describedby': about || undefined,
  };
  const text =
    mistake && html`<p class="error" id="${id}-mistake">${mistakeText(mistake, state.language)}</p>`;
  const note = hint && html`<p class="hint" id="${id}-hint">${hint}</p>`;
  if (type === 'checkbox')
    return html`<div class="field">
      <label class="check" for=${id}
        ><input ...${attributes} type="checkbox" value="yes" checked=${value === 'yes'} /> ${label}</label
      >
      ${note} ${text}
    </div>`;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control(options, value, attributes)} ${note} ${text}
  </div>`;
}

function control({ type = 'text', options, isCode }: Field, value: string, attributes: object): Html {
  if (options)
    return html`<select ...${attributes}>
      ${options.map((each) => html`<option value=${each.value} selected=${each.value === value}>${each.text}</option>`)}
    </select>`;
  if (type === 'textarea')
    return html`<textarea ...${attributes} class=${isCode ? 'code' : undefined} rows=${isCode ? 8 : 3}>
${value}</textarea>`;
  return html`<input ...${attributes} type=${type} value=${value} autocomplete="off" />`;
}

/** What is wrong with the form as a whole. */
export function formMistake(state: FormState): Html {
  const mistake = ownRefusal(state)?.mistakes[''];
  return mistake && html`<p class="alert" role="alert">${mistakeText(mistake, state.language)}</p>`;
}

/** What has just been done, said once by the address that the form led to. */
export function doneMessage(done: unknown, texts: Readonly<Record<string, string>>): Html {
  const text = typeof done === 'string' && Object.hasOwn(texts, done) ? texts[done] : null;
  return text && html`<p class="done" role="status">${text}</p>`;
}
