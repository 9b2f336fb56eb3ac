import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { ConnectionStatus, RefusalReason } from '../shared/realtime';
import { CLOCK } from '../shared/services/browser';
import { WebsocketService } from '../shared/services/websocket.service';

/** A reconnect that is over sooner than this is nobody's business. */
const GRACE_MS = 900;

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  protocol: $localize`The connection was ended because of a protocol error.`,
  signed_out: $localize`You have been signed out.`,
  too_many_connections: $localize`DevThread is open in too many places. Close one of them, then connect again.`,
  replaced: $localize`This page was opened somewhere else.`,
  flooding: $localize`Too much was sent at once. Nothing is lost.`,
  forbidden: $localize`The server does not accept connections from this address.`,
  unknown: $localize`The server ended the connection.`,
};

/** A thin line of words while the connection is not live, or live by asking only. Never a dialog; gone when live. */
@Component({
  selector: 'dt-connection-bar',
  imports: [MatIcon],
  template: `
    <div role="status">
      @if (visible()) {
        <div class="bar" [class.refused]="refused()">
          <mat-icon [svgIcon]="polling() ? 'schedule' : 'cloud-off'" aria-hidden="true" />
          <span>{{ text() }}</span>
          @if (refused()) {
            <button i18n type="button" (click)="connect()">Connect again</button>
          }
        </div>
      }
    </div>
  `,
  // Also while nothing is shown, for tests and support.
  host: { '[attr.data-state]': 'state()' },
  styleUrl: './connection-bar.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionBar {
  readonly #realtime = inject(WebsocketService);
  readonly #graceOver = signal(false);
  protected readonly polling = computed(() => isPolling(this.#realtime.status()));
  readonly #live = computed(() => this.#realtime.status().state === 'live' && !this.polling());

  protected readonly state = computed(() => this.#realtime.status().state);
  protected readonly visible = computed(() => !this.#live() && this.#graceOver());
  protected readonly refused = computed(() => this.#realtime.status().state === 'refused');
  protected readonly text = computed(() => wordsFor(this.#realtime.status()));

  constructor() {
    const clock = inject(CLOCK);
    effect((onCleanup) => {
      this.#graceOver.set(false);
      if (!this.#live()) onCleanup(clock.after(GRACE_MS, () => this.#graceOver.set(true)));
    });
  }

  protected connect(): void {
    this.#realtime.connect();
  }
}

function wordsFor(status: ConnectionStatus): string {
  switch (status.state) {
    case 'offline':
      return $localize`You are offline. What you write is sent when you are back.`;
    case 'connecting':
      return $localize`Connecting…`;
    case 'reconnecting':
      return $localize`Reconnecting…`;
    case 'refused':
      return REFUSALS[status.reason];
    case 'live':
      return isPolling(status)
        ? $localize`This network lets no live connection through: DevThread asks for news instead.`
        : '';
  }
}

function isPolling(status: ConnectionStatus): boolean {
  return status.state === 'live' && status.transport === 'polling';
}
