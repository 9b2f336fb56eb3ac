import { InjectionToken } from '@angular/core';

/** Gives the browser a file to keep under this name. */
export const FILE_SAVER = new InjectionToken<(name: string, content: Blob) => void>('file saver', {
  providedIn: 'root',
  factory: () => (name, content) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    // The download has begun by then; the address keeps the whole file in memory.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
});
