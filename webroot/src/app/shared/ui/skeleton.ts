import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** The shape of a list that is still on its way. */
@Component({
  selector: 'dt-skeleton',
  template: `
    @for (row of rows(); track $index) {
      <div class="row" [style.--width.%]="row">
        <span class="circle"></span>
        <span class="lines"><span></span><span></span></span>
      </div>
    }
  `,
  host: { 'aria-busy': 'true', role: 'status', '[attr.aria-label]': 'label()' },
  styleUrl: './skeleton.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Skeleton {
  readonly label = input($localize`Loading`);
  /** Widths of the lines, in percent: one row each. */
  readonly rows = input<readonly number[]>([62, 48, 70, 54, 66, 44]);
}
