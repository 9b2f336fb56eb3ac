import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { AuthStore } from '../../shared/auth/auth.store';
import { ConnectionStatus } from '../../shared/realtime';
import { WebsocketService } from '../../shared/services/websocket.service';
import { NOW } from '../../shared/time/now';
import { exactTime, timeOfDay } from '../../shared/time/times';
import { PageColumn } from '../../shared/ui/page-column';
import { Latency } from './latency';
import { RecentEvents } from './recent-events';

const TRANSPORTS = { websocket: 'WebSocket', sockjs: 'SockJS', polling: $localize`Long polling` } as const;

/** For support: how this browser is connected, where it stands, and what came last. Never contents. */
@Component({
  selector: 'dt-connection-page',
  imports: [MatButton, PageColumn],
  providers: [Latency, RecentEvents],
  templateUrl: './connection.page.html',
  styleUrl: './connection.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionPage {
  readonly #socket = inject(WebsocketService);
  readonly #clipboard = inject(Clipboard);
  readonly #user = inject(AuthStore).user;
  readonly #latency = inject(Latency).ms;
  readonly #recent = inject(RecentEvents);
  readonly #now = inject(NOW);

  protected readonly copied = signal(false);
  protected readonly events = computed(() =>
    this.#recent.events().map((one) => ({ ...one, time: timeOfDay(one.at), exact: exactTime(one.at) })),
  );
  protected readonly facts = computed(() => {
    const status = this.#socket.status();
    // Where we stand changes with every event and every reconnect; it is no signal itself.
    this.#recent.events();
    this.#now();
    const position = this.#socket.position();
    const ms = this.#latency();
    return [
      { name: $localize`State`, value: inWords(status) },
      { name: $localize`Transport`, value: transport(status, this.#socket.socketOf()) },
      { name: $localize`There and back`, value: ms === undefined ? $localize`not measured` : `${ms} ms` },
      { name: $localize`User`, value: this.#user()?.id ?? '–' },
      { name: $localize`Session`, value: position?.session ?? '–' },
      { name: $localize`Log`, value: position?.epoch ?? '–' },
      { name: $localize`Last event`, value: position === undefined ? '–' : `seq ${position.seq}` },
    ];
  });

  protected copy(): void {
    const events = this.events().map(({ exact, event, seq, id }) => `${exact}  ${event}  ${seq ?? ''}  ${id ?? ''}`);
    const facts = this.facts().map(({ name, value }) => `${name}: ${value}`);
    this.copied.set(this.#clipboard.copy([...facts, '', ...events].join('\n')));
  }
}

function inWords(status: ConnectionStatus): string {
  switch (status.state) {
    case 'live':
      return $localize`Connected`;
    case 'connecting':
      return $localize`Connecting…`;
    case 'reconnecting':
      return $localize`Reconnecting…, attempt ${status.attempt}:number:`;
    case 'offline':
      return $localize`Offline`;
    case 'refused':
      return $localize`Ended by the server (${status.code}:code:)`;
  }
}

function transport(status: ConnectionStatus, socketOf: 'this tab' | 'another tab'): string {
  if (status.state !== 'live') return '–';
  const way = TRANSPORTS[status.transport ?? 'websocket'];
  return socketOf === 'another tab' ? $localize`${way}:way:, through another tab` : way;
}
