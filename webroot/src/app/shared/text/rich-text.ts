import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { segmentsOf } from './segments';

/** What somebody wrote, with code, web addresses and mentions shown as what they are. Never markup of theirs. */
@Component({
  selector: 'dt-rich-text',
  imports: [RouterLink],
  // On one line: spaces and line breaks of the content are shown as they are.
  // prettier-ignore
  template: `@for (segment of segments(); track $index) {@switch (segment.kind) {@case ('code') {<code>{{ segment.text }}</code>}@case ('block') {<pre tabindex="0" i18n-aria-label aria-label="Code">{{ segment.text }}</pre>}@case ('link') {<a [href]="segment.href" target="_blank" rel="noopener noreferrer">{{ segment.text }}</a>}@case ('mention') {<a class="mention" [routerLink]="['/profile', segment.username]">{{ segment.text }}</a>}@default {{{ segment.text }}}}}`,
  styleUrl: './rich-text.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RichText {
  readonly text = input.required<string>();
  protected readonly segments = computed(() => segmentsOf(this.text()));
}
