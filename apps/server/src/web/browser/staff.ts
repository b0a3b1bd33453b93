// What runs on the pages of staff beside residual.ts. They work without it.
import { offerFiles } from './parts/file-into-field.ts';
import { followArrows } from './parts/grid.ts';

function enhance(): void {
  followArrows();
  offerFiles();
}

enhance();
document.addEventListener('refreshed', enhance);
