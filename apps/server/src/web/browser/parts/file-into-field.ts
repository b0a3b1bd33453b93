// A text file's contents go into the field beside it, where they can be looked at and changed.
export function offerFiles(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type=file][data-fills]')) {
    if (!input.hidden) continue;
    input.hidden = false;
    document.querySelector(`label[for="${input.id}"]`)?.classList.remove('visually-hidden');
    input.addEventListener('change', () => void fill(input));
  }
}

async function fill(input: HTMLInputElement): Promise<void> {
  const field = document.querySelector<HTMLTextAreaElement>(`#${input.dataset.fills}`);
  const [file] = input.files ?? [];
  if (!field || !file) return;
  const bytes = await file.arrayBuffer();
  try {
    field.value = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Spreadsheets on Windows write this.
    field.value = new TextDecoder('windows-1252').decode(bytes);
  }
  field.focus();
}
