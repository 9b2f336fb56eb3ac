import { computed, inject, Injectable, signal } from '@angular/core';
import { DESKTOP, DesktopPermission } from '../../shared/services/desktop';
import { SettingsStore } from '../../shared/settings/settings.store';

const HINTS: Readonly<Record<DesktopPermission, string | undefined>> = {
  unsupported: $localize`This browser has no desktop notifications.`,
  denied: $localize`This browser does not allow them for DevThread. Change that in its settings for this site.`,
  default: undefined,
  granted: undefined,
};

/** My wish, which goes with me, and the permission, which each browser gives for itself: on is both. */
@Injectable()
export class DesktopSetting {
  readonly #desktop = inject(DESKTOP);
  readonly #settings = inject(SettingsStore);
  readonly #permission = signal(this.#desktop.permission());

  readonly on = computed(() => this.#settings.desktop() && this.#permission() === 'granted');
  readonly impossible = computed(() => this.#permission() === 'unsupported');
  readonly hint = computed(() => {
    const wanted = this.#settings.desktop();
    const waiting = wanted ? $localize`On for you, but this browser has not been asked yet.` : undefined;
    return (
      HINTS[this.#permission()] ??
      (this.on() ? $localize`Shown while DevThread is out of sight.` : (waiting ?? $localize`Off.`))
    );
  });

  /** On the click: only then is the browser asked. */
  async change(on: boolean): Promise<void> {
    if (!on) return this.#settings.change('desktop_notifications', false);
    this.#permission.set(await this.#desktop.ask());
    if (this.#permission() === 'granted') this.#settings.change('desktop_notifications', true);
  }
}
