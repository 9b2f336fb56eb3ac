import { ChangeDetectionStrategy, Component } from '@angular/core';
import { singleKeys } from '../../shared/keyboard/single-keys';
import { StateMessage } from '../../shared/ui/state-message';

@Component({
  selector: 'dt-nothing-open',
  imports: [StateMessage],
  template: `<dt-state-message icon="chat" [text]="text" />`,
  styles: ':host { display: grid; place-content: center; height: 100%; }',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NothingOpen {
  protected readonly text = singleKeys()
    ? $localize`Choose a conversation, or press / to find someone.`
    : $localize`Choose a conversation, or find someone.`;
}
