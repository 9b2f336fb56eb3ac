import { Injectable } from '@angular/core';
import { PreloadingStrategy, Route } from '@angular/router';
import { catchError, EMPTY, Observable, switchMap, timer } from 'rxjs';

/** What the first page needs comes first. */
const LATER_MS = 5000;

/**
 * Reads the code of the other pages a while after the first one is there: they open at once, and without a network too.
 * Not of those that few will ever open (`data: { preload: false }`), and not for who saves data.
 */
@Injectable({ providedIn: 'root' })
export class PreloadLater implements PreloadingStrategy {
  preload({ data }: Route, load: () => Observable<unknown>): Observable<unknown> {
    if (data?.['preload'] === false || savesData()) return EMPTY;
    // What cannot be had now is asked for again when its page is opened.
    return timer(LATER_MS).pipe(
      switchMap(load),
      catchError(() => EMPTY),
    );
  }
}

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}
