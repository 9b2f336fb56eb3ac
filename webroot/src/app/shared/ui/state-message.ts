import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

/** What stands where a list would be: nothing yet, or what happened. One sentence, at most one action. */
@Component({
  selector: 'dt-state-message',
  imports: [MatButton, MatIcon],
  template: `
    <mat-icon [svgIcon]="icon()" aria-hidden="true" />
    <p>{{ text() }}</p>
    @if (action(); as label) {
      <button matButton="tonal" type="button" (click)="acted.emit()">{{ label }}</button>
    }
  `,
  styleUrl: './state-message.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StateMessage {
  readonly icon = input.required<string>();
  readonly text = input.required<string>();
  readonly action = input<string>();
  readonly acted = output();
}
