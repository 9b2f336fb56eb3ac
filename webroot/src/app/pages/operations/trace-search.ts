import { ChangeDetectionStrategy, Component, effect, inject, input, signal, untracked } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { OperationsApi, Trace } from './operations.api';
import { TraceStory } from './trace-story';

const UUID = /^\s*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*$/i;

/** Asks what became of an event. */
@Component({
  selector: 'dt-trace-search',
  imports: [MatButton, MatError, MatFormField, MatInput, MatLabel, ReactiveFormsModule, TraceStory],
  templateUrl: './trace-search.html',
  styleUrl: './trace-search.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TraceSearch {
  readonly #api = inject(OperationsApi);

  /** What to look for at once. */
  readonly start = input<string>();

  protected readonly form = new FormGroup({
    id: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(UUID)],
    }),
    userId: new FormControl('', { nonNullable: true, validators: Validators.pattern(UUID) }),
  });
  protected readonly busy = signal(false);
  protected readonly trace = signal<Trace | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  #asked = 0;

  constructor() {
    effect(() => {
      const id = this.start();
      if (id === undefined) return;
      this.form.patchValue({ id });
      untracked(() => void this.search());
    });
  }

  protected async search(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid) return;
    const { id, userId } = this.form.getRawValue();
    const turn = (this.#asked += 1);
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const trace = await this.#api.trace(id.trim(), userId.trim() || undefined);
      if (turn === this.#asked) this.trace.set(trace);
    } catch (error) {
      if (turn !== this.#asked) return;
      this.trace.set(undefined);
      this.problem.set(problemOf(error));
    } finally {
      if (turn === this.#asked) this.busy.set(false);
    }
  }
}
