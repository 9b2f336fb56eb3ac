import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  signal,
  viewChild,
  ViewEncapsulation,
} from '@angular/core';
import { ThemeStore } from '../../shared/theme/theme.store';
import { Chart, CHART_MAKER } from './chart-maker';
import { latest, Line } from './stats';
import { LOCALE } from '../../shared/language/language';

export interface ChartLine {
  label: string;
  values: Line;
}

const HEIGHT = 132;
const number = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** Lines over the last minutes, drawn on a canvas; what they say now stands below, in words. */
@Component({
  selector: 'dt-live-chart',
  template: `
    <h3>
      {{ heading() }} <span>{{ unit() }}</span>
    </h3>
    <div class="plot" #plot role="img" [attr.aria-label]="summary()"></div>
    <ul #legend aria-hidden="true">
      @for (line of legendLines(); track line.label) {
        <li>
          <i></i>{{ line.label }} <strong>{{ line.now }}</strong>
        </li>
      }
    </ul>
  `,
  styleUrl: './live-chart.scss',
  encapsulation: ViewEncapsulation.None,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LiveChart {
  readonly #make = inject(CHART_MAKER);
  readonly #theme = inject(ThemeStore).theme;
  private readonly plot = viewChild.required<ElementRef<HTMLElement>>('plot');
  private readonly legend = viewChild.required<ElementRef<HTMLElement>>('legend');
  readonly #chart = signal<Chart | undefined>(undefined);
  /** Grows when the device changes between light and dark. */
  readonly #schemes = signal(0);
  #made = 0;

  readonly heading = input.required<string>();
  readonly unit = input('');
  readonly moments = input.required<number[]>();
  readonly lines = input.required<readonly ChartLine[]>();

  protected readonly legendLines = computed(() =>
    this.lines().map(({ label, values }) => ({ label, now: inWords(latest(values)) })),
  );
  protected readonly summary = computed(
    () =>
      `${this.heading()}: ${this.legendLines()
        .map(({ label, now }) => `${label} ${now}`)
        .join(', ')}`,
  );

  constructor() {
    const destroyRef = inject(DestroyRef);
    const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
    const changed = () => this.#schemes.update((count) => count + 1);
    dark?.addEventListener('change', changed);
    const resized = new ResizeObserver(() => this.#chart()?.resize(this.#width()));
    destroyRef.onDestroy(() => {
      dark?.removeEventListener('change', changed);
      resized.disconnect();
      this.#made = -1;
      this.#chart()?.destroy();
    });
    afterRenderEffect(() => {
      this.#theme();
      this.#schemes();
      void this.#draw(resized);
    });
    afterRenderEffect(() => {
      this.#chart()?.show(
        this.moments(),
        this.lines().map(({ values }) => values),
      );
    });
  }

  /** Anew: a canvas keeps the colours that it was drawn with. */
  async #draw(resized: ResizeObserver): Promise<void> {
    const turn = (this.#made += 1);
    const into = this.plot().nativeElement;
    const swatches = [...this.legend().nativeElement.querySelectorAll('i')];
    const style = getComputedStyle(into);
    const chart = await this.#make(
      into,
      swatches.map((_, index) => String(index)),
      {
        width: this.#width(),
        height: HEIGHT,
        colours: swatches.map((swatch) => getComputedStyle(swatch).color),
        text: style.color,
        grid: style.outlineColor,
        font: `12px ${style.fontFamily}`,
      },
    );
    if (turn !== this.#made) return chart.destroy();
    this.#chart()?.destroy();
    this.#chart.set(chart);
    resized.observe(into);
  }

  #width(): number {
    return Math.max(200, this.plot().nativeElement.clientWidth);
  }
}

function inWords(value: number | null): string {
  return value === null ? $localize`none` : number.format(value);
}
