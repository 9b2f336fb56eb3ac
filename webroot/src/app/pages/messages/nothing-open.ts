import { ChangeDetectionStrategy, Component } from '@angular/core';
import { StateMessage } from '../../shared/ui/state-message';

@Component({
  selector: 'dt-nothing-open',
  imports: [StateMessage],
  template: `<dt-state-message icon="chat" i18n-text text="Choose a conversation, or press / to find someone." />`,
  styles: ':host { display: grid; place-content: center; height: 100%; }',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NothingOpen {}
