import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { ConnectionTable } from './connection-table';
import { ChartLine, LiveChart } from './live-chart';
import { levels, moments, rates } from './stats';
import { StatsStore } from './stats.store';
import { TraceSearch } from './trace-search';
import { inDigits, plural } from '../../shared/language/numbers';

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

  protected readonly gateways = (count: number) =>
    plural(count, $localize`1 gateway`, $localize`${inDigits(count)}:count: gateways`);
  protected readonly connections = (count: number) =>
    plural(count, $localize`1 connection`, $localize`${inDigits(count)}:count: connections`);
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
        heading: $localize`Connections`,
        unit: '',
        lines: [
          { label: $localize`sockets`, values: levels(history, ({ connections }) => connections) },
          { label: $localize`waiting polls`, values: levels(history, ({ queues }) => queues.waiting_polls) },
        ],
      },
      {
        heading: $localize`Traffic`,
        unit: $localize`per second`,
        lines: [
          { label: $localize`messages`, values: rates(history, ({ totals }) => totals.messages) },
          { label: $localize`events written`, values: rates(history, ({ totals }) => totals.events_written) },
          { label: $localize`confirmations`, values: rates(history, ({ totals }) => totals.confirmations) },
        ],
      },
      {
        heading: $localize`Delivery`,
        unit: 'ms',
        lines: [
          { label: 'p50', values: levels(history, ({ delivery_ms }) => delivery_ms?.p50) },
          { label: 'p95', values: levels(history, ({ delivery_ms }) => delivery_ms?.p95) },
          { label: 'p99', values: levels(history, ({ delivery_ms }) => delivery_ms?.p99) },
        ],
      },
      {
        heading: $localize`Arrivals`,
        unit: $localize`per minute`,
        lines: [
          { label: $localize`resumed`, values: perMinute('full') },
          { label: $localize`reset`, values: perMinute('reset') },
          { label: $localize`fresh`, values: perMinute('none') },
        ],
      },
      {
        heading: $localize`Queues`,
        unit: '',
        lines: [
          { label: $localize`outbox`, values: levels(history, ({ queues }) => queues.outbox) },
          { label: $localize`slow readers`, values: levels(history, ({ queues }) => queues.slow_readers) },
        ],
      },
    ];
  });
}
