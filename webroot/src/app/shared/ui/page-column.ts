import { ChangeDetectionStrategy, Component, ElementRef, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';

/** A page of one column: its title, what can be done with all of it, and the rest, which scrolls. */
@Component({
  selector: 'dt-page-column',
  imports: [MatIcon, MatIconButton, RouterLink],
  template: `
    <div class="column">
      <header>
        @if (back(); as target) {
          <a matIconButton class="back" [routerLink]="target" [attr.aria-label]="backLabel()">
            <mat-icon svgIcon="arrow-back" aria-hidden="true" />
          </a>
        }
        <h1>{{ heading() }}</h1>
        <ng-content select="[actions]" />
      </header>
      <ng-content />
    </div>
  `,
  styleUrl: './page-column.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PageColumn {
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly heading = input.required<string>();
  readonly back = input<string>();
  readonly backLabel = input($localize`Back`);

  get scrollTop(): number {
    return this.#element.scrollTop;
  }

  scrollTo(top: number): void {
    this.#element.scrollTop = top;
  }
}
