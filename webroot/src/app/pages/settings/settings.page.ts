import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { problemIn } from '../../shared/http/load-state';
import { singleKeys, switchSingleKeys } from '../../shared/keyboard/single-keys';
import { SettingsStore } from '../../shared/settings/settings.store';
import { PageColumn } from '../../shared/ui/page-column';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { BlockList } from './block-list';
import { DesktopSetting } from './desktop-setting';
import { LanguageSetting } from './language-setting';
import { OwnData } from './own-data';
import { SettingSwitch } from './setting-switch';
import { FEED, PRIVACY, SOUND, SwitchWords, TYPES } from './settings-words';

/** What others see of me, how I am told, whom I block, and what becomes of my data. */
@Component({
  selector: 'dt-settings-page',
  imports: [BlockList, LanguageSetting, OwnData, PageColumn, SettingSwitch, Skeleton, StateMessage],
  providers: [DesktopSetting],
  templateUrl: './settings.page.html',
  styleUrl: './settings.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SettingsPage {
  protected readonly store = inject(SettingsStore);
  protected readonly desktop = inject(DesktopSetting);
  protected readonly failure = computed(() => problemIn(this.store.state()));
  protected readonly privacy = computed(() => PRIVACY.map((words) => this.#shown(words)));
  protected readonly types = computed(() => TYPES.map((words) => this.#shown(words)));
  protected readonly sound = computed(() => this.#shown(SOUND));
  protected readonly feed = computed(() => this.#shown(FEED));
  protected readonly desktopProblem = computed(() => this.store.problem('desktop_notifications')?.message);

  protected readonly singleKeys = signal(singleKeys());
  protected readonly singleKeysHint = computed(() =>
    this.singleKeys()
      ? $localize`j, k, / and others; ? lists them.`
      : $localize`Off. Tab, Enter and Esc do what they do everywhere.`,
  );

  protected switchSingleKeys(on: boolean): void {
    switchSingleKeys(on);
    this.singleKeys.set(singleKeys());
  }

  #shown(words: SwitchWords) {
    const on = this.store.isOn(words.which);
    return { ...words, isOn: on, hint: on ? words.on : words.off, problem: this.store.problem(words.which)?.message };
  }
}
