import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { problemIn } from '../../shared/http/load-state';
import { PagedList } from '../../shared/http/paged-list';
import { exactTime, shortTime } from '../../shared/time/times';
import { NOW } from '../../shared/time/now';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { Connected, OperationsApi } from './operations.api';
import { inDigits } from '../../shared/language/numbers';

/** Who is connected, on all gateways, newest first; of everybody or of one. */
@Component({
  selector: 'dt-connection-table',
  imports: [MatButton, MatFormField, MatInput, MatLabel, ReactiveFormsModule, Skeleton, StateMessage],
  templateUrl: './connection-table.html',
  styleUrl: './connection-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionTable {
  readonly #api = inject(OperationsApi);
  readonly #now = inject(NOW);
  readonly #connections = signal<readonly Connected[]>([]);

  protected readonly user = new FormControl('', { nonNullable: true });
  protected readonly list = new PagedList<Connected>(
    (cursor) => this.#api.connections(this.user.value.trim() || undefined, cursor),
    (items, from) => {
      this.#connections.update((known) => (from === 'start' ? items : [...known, ...items]));
      return undefined;
    },
  );
  protected readonly failure = computed(() => problemIn(this.list.state()));
  protected readonly rows = computed(() =>
    this.#connections().map((one) => ({
      ...one,
      since: shortTime(Date.parse(one.connected_at), this.#now()),
      sinceExactly: exactTime(Date.parse(one.connected_at)),
      seen: shortTime(Date.parse(one.last_seen), this.#now()),
      seenExactly: exactTime(Date.parse(one.last_seen)),
      queue: `${inDigits(one.queue_bytes)} B`,
      position: one.seq === null ? '–' : $localize`${one.acknowledged ?? '–'}:confirmed: of ${one.seq}:last:`,
    })),
  );

  constructor() {
    this.list.tryLoad();
  }

  protected load(): void {
    // What another question has found must not stand under this one.
    this.list.load().catch(() => this.#connections.set([]));
  }
}
