import { ComponentFixture, TestBed } from '@angular/core/testing';
import { HttpErrorResponse } from '@angular/common/http';
import { vi } from 'vitest';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { statsAt } from '../../../testing/stats';
import { CLOCK } from '../../shared/services/browser';
import { provideIcons } from '../../shared/ui/icons';
import { Chart, CHART_MAKER } from './chart-maker';
import { Connected, OperationsApi, Trace } from './operations.api';
import { OperationsPage } from './operations.page';

const ID = '019aac2b-8d10-7d44-8f51-6c408eadcf04';
const USER = '019aac1e-6c00-7a11-8c2e-3f1d5b7a9c01';

const trace: Trace = {
  id: ID,
  kind: 'message',
  message_id: ID,
  notification_id: null,
  steps: [
    {
      at: '2026-01-01T12:00:00Z',
      step: 'logged',
      user_id: USER,
      node: null,
      connection_id: null,
      seq: 42,
      detail: 'new_message',
    },
    { at: null, step: 'decided', user_id: USER, node: null, connection_id: null, seq: null, detail: 'took_back' },
  ],
  recipients: [{ user_id: USER, outcome: 'slow_consumer', verdict: 'It waits in the log.' }],
  remembers_since: '2026-01-01T09:00:00Z',
  silent_nodes: ['n1'],
};

const connected: Connected = {
  connection_id: 'c1',
  user_id: USER,
  node: 'n1',
  transport: 'websocket',
  connected_at: '2026-01-01T12:00:00Z',
  last_seen: '2026-01-01T12:00:00Z',
  user_agent: 'Firefox',
  channels: ['feed'],
  epoch: 'e1',
  after_seq: 0,
  seq: 42,
  acknowledged: 41,
  queue_bytes: 0,
};

describe('OperationsPage', () => {
  const api = {
    stats: vi.fn<OperationsApi['stats']>(),
    connections: vi.fn<OperationsApi['connections']>(),
    trace: vi.fn<OperationsApi['trace']>(),
  };
  const chart = { show: vi.fn<Chart['show']>(), resize: vi.fn(), destroy: vi.fn() };
  let clock: FakeClock;
  let fixture: ComponentFixture<OperationsPage>;

  beforeEach(() => {
    vi.resetAllMocks();
    api.stats.mockResolvedValue(statsAt(0));
    api.connections.mockResolvedValue({ items: [connected], next: null });
    api.trace.mockResolvedValue(trace);
    clock = new FakeClock();
    TestBed.configureTestingModule({
      providers: [
        provideIcons(),
        { provide: OperationsApi, useValue: api },
        { provide: CHART_MAKER, useValue: () => Promise.resolve(chart) },
        { provide: CLOCK, useValue: clock },
      ],
    });
  });

  async function open(id?: string): Promise<void> {
    fixture = TestBed.createComponent(OperationsPage);
    fixture.componentRef.setInput('trace', id);
    await stable();
  }

  async function stable(): Promise<void> {
    await fixture.whenStable();
    await settled();
    await fixture.whenStable();
  }

  const page = () => fixture.nativeElement as HTMLElement;
  const text = (selector: string) => page().querySelector(selector)?.textContent.replaceAll(/\s+/g, ' ').trim();

  it('asks for the figures again and again, and draws what has changed', async () => {
    await open();
    api.stats.mockResolvedValue(statsAt(2, { messages: 8 }));
    await clock.pass(2_000);
    await stable();
    expect(api.stats).toHaveBeenCalledTimes(2);
    expect(text('header')).toContain('2 gateways · 3 connections');
    const labels = [...page().querySelectorAll('[role=img]')].map((one) => one.getAttribute('aria-label'));
    expect(labels).toContain('Traffic: messages 4, events written 0, confirmations 0');
    expect(chart.show).toHaveBeenCalled();
  });

  it('keeps what it has and says so while no new figures come', async () => {
    await open();
    api.stats.mockRejectedValue(new HttpErrorResponse({ status: 0 }));
    await clock.pass(2_000);
    await stable();
    expect(text('[role=status]')).toBe('No new figures. The server cannot be reached.');
    expect(page().querySelectorAll('dt-live-chart')).toHaveLength(5);
  });

  it('asks no more when it is left', async () => {
    await open();
    fixture.destroy();
    await clock.pass(10_000);
    await settled();
    expect(api.stats).toHaveBeenCalledTimes(1);
  });

  it('follows at once what the address names', async () => {
    await open(ID);
    expect(api.trace).toHaveBeenCalledWith(ID, undefined);
    expect([text('.outcome'), text('.recipients p')]).toEqual(['slow consumer', 'It waits in the log.']);
    expect(text('dt-trace-story ol')).toContain('seq 42');
    expect(text('dt-trace-story ol li:last-child p')).toContain('took back');
    expect(text('dt-trace-story .note')).toContain('1 gateway did not answer: its part is missing.');
  });

  it('says that nobody knows an id, and that something is none', async () => {
    api.trace.mockRejectedValue(
      new HttpErrorResponse({ status: 404, error: { type: 'error', code: 'not_found', message: 'x', timestamp: 0 } }),
    );
    await open(ID);
    expect(text('dt-trace-search .problem')).toBe('Nobody knows this id, or it is no longer remembered.');
    fixture.componentRef.setInput('trace', 'nonsense');
    await stable();
    expect(text('mat-error')).toBe('An id is a UUID.');
    expect(api.trace).toHaveBeenCalledTimes(1);
  });

  it('lists who is connected, page by page', async () => {
    api.connections.mockResolvedValueOnce({ items: [connected], next: 'more' });
    await open();
    api.connections.mockResolvedValueOnce({ items: [{ ...connected, connection_id: 'c2' }], next: null });
    [...page().querySelectorAll('button')].find((one) => one.textContent.includes('Show more'))?.click();
    await stable();
    expect(api.connections).toHaveBeenLastCalledWith(undefined, 'more');
    expect(page().querySelectorAll('tbody tr')).toHaveLength(2);
    expect(text('tbody tr')).toContain('41 of 42');
  });
});
