import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { ConnectionTable } from './connection-table';
import { ChartLine, LiveChart } from './live-chart';
import { levels, moments, rates } from './stats';
import { StatsStore } from './stats.store';
import { TraceSearch } from './trace-search';

interface LiveFigure {
  heading: string;
  unit: string;
  lines: readonly ChartLine[];
}

/** For operators: how it goes, why something did not arrive, who is connected. */
@Component({
  selector: 'dt-operations-page',
  imports: [ConnectionTable, LiveChart, Skeleton, StateMessage, TraceSearch],
  providers: [StatsStore],
  templateUrl: './operations.page.html',
  styleUrl: './operations.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OperationsPage {
  /** From the query: what to follow at once. */
  readonly trace = input<string>();

  protected readonly store = inject(StatsStore);
  protected readonly now = computed(() => this.store.history().at(-1));
  protected readonly moments = computed(() => moments(this.store.history()));
  protected readonly transports = computed(() => Object.entries(this.now()?.connections_by_transport ?? {}));
  protected readonly charts = computed<readonly LiveFigure[]>(() => {
    const history = this.store.history();
    const perMinute = (outcome: 'none' | 'full' | 'reset') =>
      rates(history, ({ totals }) => totals.resumes[outcome]).map((rate) => (rate === null ? null : rate * 60));
    return [
      {
        heading: 'Connections',
        unit: '',
        lines: [
          { label: 'sockets', values: levels(history, ({ connections }) => connections) },
          { label: 'waiting polls', values: levels(history, ({ queues }) => queues.waiting_polls) },
        ],
      },
      {
        heading: 'Traffic',
        unit: 'per second',
        lines: [
          { label: 'messages', values: rates(history, ({ totals }) => totals.messages) },
          { label: 'events written', values: rates(history, ({ totals }) => totals.events_written) },
          { label: 'confirmations', values: rates(history, ({ totals }) => totals.confirmations) },
        ],
      },
      {
        heading: 'Delivery',
        unit: 'ms',
        lines: [
          { label: 'p50', values: levels(history, ({ delivery_ms }) => delivery_ms?.p50) },
          { label: 'p95', values: levels(history, ({ delivery_ms }) => delivery_ms?.p95) },
          { label: 'p99', values: levels(history, ({ delivery_ms }) => delivery_ms?.p99) },
        ],
      },
      {
        heading: 'Arrivals',
        unit: 'per minute',
        lines: [
          { label: 'resumed', values: perMinute('full') },
          { label: 'reset', values: perMinute('reset') },
          { label: 'fresh', values: perMinute('none') },
        ],
      },
      {
        heading: 'Queues',
        unit: '',
        lines: [
          { label: 'outbox', values: levels(history, ({ queues }) => queues.outbox) },
          { label: 'slow readers', values: levels(history, ({ queues }) => queues.slow_readers) },
        ],
      },
    ];
  });
}
