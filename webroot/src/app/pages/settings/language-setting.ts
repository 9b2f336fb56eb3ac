import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { addressIn, chosenLanguage, chooseLanguage, Language } from '../../shared/language/language';
import { ADDRESS } from '../../shared/services/browser';
import { browserStorage, isForGood } from '../../shared/storage';

const AS_THE_BROWSER = '';

/** In which language this browser shows DevThread. The page is loaded anew: texts are put in when the code is read. */
@Component({
  selector: 'dt-language-setting',
  template: `
    <div>
      <label for="language" i18n>Language</label>
      @if (isForgetful) {
        <p i18n id="language-hint">
          This browser keeps nothing for DevThread: you sign in again, in the language that you choose.
        </p>
      }
    </div>
    <select
      #field
      id="language"
      [attr.aria-describedby]="isForgetful ? 'language-hint' : null"
      (change)="choose(field.value)"
    >
      @for (choice of choices; track choice.value) {
        <option [value]="choice.value" [selected]="choice.value === chosen" [attr.lang]="choice.value || null">
          {{ choice.label }}
        </option>
      }
    </select>
  `,
  styleUrl: './language-setting.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LanguageSetting {
  readonly #address = inject(ADDRESS);
  protected readonly isForgetful = !isForGood(browserStorage('local'));
  protected readonly chosen = chosenLanguage() ?? AS_THE_BROWSER;
  /** Each in its own words: who does not understand the rest finds it all the same. */
  protected readonly choices: readonly { value: Language | typeof AS_THE_BROWSER; label: string }[] = [
    { value: AS_THE_BROWSER, label: $localize`As the browser` },
    { value: 'en', label: 'English' },
    { value: 'de', label: 'Deutsch' },
  ];

  protected choose(value: string): void {
    const language = this.choices.find((choice) => choice.value === value)?.value || undefined;
    if (chooseLanguage(language)) this.#address.reload();
    else this.#address.assign(addressIn(language, '/settings'));
  }
}
