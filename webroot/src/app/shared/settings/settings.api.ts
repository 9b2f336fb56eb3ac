import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Settings, SettingsPatch } from './settings';

/** Answered when it is done, or while it goes on: then `completed_at` is null. */
export interface Erasure {
  id: string;
  completed_at?: string | null;
}

/** My settings and my data over the HTTP API. */
@Injectable({ providedIn: 'root' })
export class SettingsApi {
  readonly #http = inject(HttpClient);

  load(): Promise<Settings> {
    return firstValueFrom(this.#http.get<Settings>('/api/v1/settings'));
  }

  /** Answers all settings as they are afterwards. */
  change(patch: SettingsPatch): Promise<Settings> {
    return firstValueFrom(this.#http.patch<Settings>('/api/v1/settings', patch));
  }

  /** Everything that is held about me, as one JSON document. */
  async export(): Promise<Blob> {
    try {
      return await firstValueFrom(this.#http.get('/api/v1/me/export', { responseType: 'blob' }));
    } catch (error) {
      throw await withReadableBody(error);
    }
  }

  /** Repeating it joins the one that is under way. */
  erase(): Promise<Erasure> {
    return firstValueFrom(this.#http.delete<Erasure>('/api/v1/me/data'));
  }
}

/** Where a file is asked for, a refusal comes as a file too. */
async function withReadableBody(error: unknown): Promise<unknown> {
  if (!(error instanceof HttpErrorResponse) || !(error.error instanceof Blob)) return error;
  const body: unknown = await error.error
    .text()
    .then(JSON.parse)
    .catch(() => undefined);
  return new HttpErrorResponse({ status: error.status, headers: error.headers, error: body });
}
