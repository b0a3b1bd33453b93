// What runs on every page. Every page works without it.
import { offerCopies } from './parts/copy.ts';
import { followPointers } from './parts/curve.ts';
import { followChanges } from './parts/live.ts';

function enhance(): void {
  offerCopies();
  followPointers();
}

enhance();
followChanges();
document.addEventListener('refreshed', enhance);
