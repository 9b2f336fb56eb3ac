import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';

let switches = 0;

/** One line that is switched on or off: what it does, what that means now, and why it could not be changed. */
@Component({
  selector: 'dt-setting-switch',
  template: `
    <div class="words">
      <span class="label" [id]="id">{{ label() }}</span>
      @if (hint(); as text) {
        <p class="hint" [id]="id + '-hint'">{{ text }}</p>
      }
      @if (problem(); as text) {
        <p i18n class="problem" role="alert">Not changed. {{ text }}</p>
      }
    </div>
    <button
      type="button"
      role="switch"
      [attr.aria-checked]="on()"
      [attr.aria-labelledby]="id"
      [attr.aria-describedby]="hint() ? id + '-hint' : null"
      [disabled]="disabled()"
      (click)="switched.emit(!on())"
    >
      <span class="track"><span class="thumb"></span></span>
    </button>
  `,
  styleUrl: './setting-switch.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SettingSwitch {
  readonly label = input.required<string>();
  readonly on = input.required<boolean>();
  readonly hint = input<string>();
  readonly problem = input<string>();
  readonly disabled = input(false);
  readonly switched = output<boolean>();

  protected readonly id = `switch-${++switches}`;
}
