import { ChangeDetectionStrategy, Component, ElementRef, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { SHORTCUTS } from './shortcuts';

/** Lists what the keyboard can do. The browser's own dialog: it keeps the focus, and `Esc` closes it. */
@Component({
  selector: 'dt-shortcut-sheet',
  imports: [MatIcon, MatIconButton],
  template: `
    <dialog #dialog aria-labelledby="shortcuts-title" closedby="any">
      <header>
        <h2 i18n id="shortcuts-title">Keyboard</h2>
        <button matIconButton type="button" i18n-aria-label aria-label="Close" (click)="dialog.close()">
          <mat-icon svgIcon="close" aria-hidden="true" />
        </button>
      </header>
      <dl>
        @for (shortcut of shortcuts; track shortcut.meaning) {
          <div>
            <dt>{{ shortcut.meaning }}</dt>
            <dd>
              @for (key of shortcut.keys; track key) {
                <kbd>{{ key }}</kbd>
              }
            </dd>
          </div>
        }
      </dl>
    </dialog>
  `,
  styleUrl: './shortcut-sheet.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShortcutSheet {
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly shortcuts = SHORTCUTS;

  show(): void {
    const dialog = this.dialog().nativeElement;
    if (!dialog.open) dialog.showModal();
  }
}
