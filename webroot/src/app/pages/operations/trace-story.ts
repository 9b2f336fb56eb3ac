import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Trace } from './operations.api';
import { detailInWords } from './trace-details';
import { stepInWords, verdictOf } from './trace-words';
import { exactTime } from '../../shared/time/times';
import { LOCALE } from '../../shared/language/language';
import { plural } from '../../shared/language/numbers';

const GOOD = new Set(['read', 'acknowledged', 'written']);
const time = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** What became of an event: for each person a sentence, and how it came to that. */
@Component({
  selector: 'dt-trace-story',
  template: `
    <ul class="recipients">
      @for (recipient of recipients(); track recipient.user_id) {
        <li>
          <span class="outcome" [class.good]="recipient.good">{{ recipient.word }}</span>
          <p>{{ recipient.sentence }}</p>
          <code>{{ recipient.user_id }}</code>
        </li>
      } @empty {
        <li><p i18n>It was for nobody in particular, so nobody was to be told.</p></li>
      }
    </ul>
    <ol>
      @for (step of steps(); track $index) {
        <li>
          <time [attr.datetime]="step.at" [title]="step.exact">{{ step.time }}</time>
          <strong>{{ step.step }}</strong>
          <p>
            {{ step.detail }}
            @if (step.seq !== null) {
              <span>seq {{ step.seq }}</span>
            }
            @for (id of step.ids; track id.name) {
              <span>
                {{ id.name }} <code>{{ id.value }}</code>
              </span>
            }
          </p>
        </li>
      }
    </ol>
    <p class="note">
      <ng-container i18n>Gateways remember what they did since {{ since() }}.</ng-container>
      @if (trace().silent_nodes.length > 0) {
        {{ silent() }}
      }
    </p>
  `,
  styleUrl: './trace-story.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TraceStory {
  readonly trace = input.required<Trace>();

  protected readonly recipients = computed(() =>
    this.trace().recipients.map((one) => ({
      ...one,
      ...verdictOf(one),
      good: GOOD.has(one.outcome),
    })),
  );
  protected readonly steps = computed(() =>
    this.trace().steps.map(({ at, step, seq, detail, user_id, node, connection_id }) => ({
      at,
      step: stepInWords(step),
      seq,
      detail: detailInWords(detail),
      time: at === null ? '–' : time.format(Date.parse(at)),
      exact: at === null ? $localize`Nobody remembers when` : exactTime(Date.parse(at)),
      ids: [
        { name: $localize`user`, value: user_id },
        { name: $localize`connection`, value: connection_id },
        { name: $localize`gateway`, value: node },
      ].filter(({ value }) => value !== null),
    })),
  );
  protected readonly silent = computed(() => {
    const count = this.trace().silent_nodes.length;
    return plural(
      count,
      $localize`1 gateway did not answer: its part is missing.`,
      $localize`${count}:count: gateways did not answer: their part is missing.`,
    );
  });
  protected readonly since = computed(() => exactTime(Date.parse(this.trace().remembers_since)));
}
