import { ChangeDetectionStrategy, Component, inject, viewChild } from '@angular/core';
import { MatDivider } from '@angular/material/divider';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { AuthStore } from '../shared/auth/auth.store';
import { OwnPresenceStore } from '../shared/presence/own-presence.store';
import { STATUS_WORDS } from '../shared/presence/wording';
import { PresenceStatus } from '../shared/realtime';
import { Theme, ThemeStore } from '../shared/theme/theme.store';

const THEMES: readonly { theme: Theme; label: string; icon: string }[] = [
  { theme: 'system', label: $localize`As the device`, icon: 'system' },
  { theme: 'light', label: $localize`Light`, icon: 'light' },
  { theme: 'dark', label: $localize`Dark`, icon: 'dark' },
];

const STATUSES: readonly { status: PresenceStatus; label: string }[] = [
  { status: 'online', label: STATUS_WORDS.online },
  { status: 'away', label: STATUS_WORDS.away },
  { status: 'busy', label: STATUS_WORDS.busy },
  { status: 'offline', label: $localize`Appear offline` },
];

@Component({
  selector: 'dt-account-menu',
  imports: [MatDivider, MatIcon, MatMenu, MatMenuItem, RouterLink],
  template: `
    <mat-menu i18n-aria-label aria-label="Profile">
      <p i18n class="who">
        Signed in as <strong>{{ user()?.username }}</strong>
      </p>
      @if (presence.problem(); as problem) {
        <p i18n class="problem" role="alert">Status not changed. {{ problem.message }}</p>
      }
      @for (choice of statuses; track choice.status) {
        <button
          mat-menu-item
          type="button"
          role="menuitemradio"
          [attr.aria-checked]="presence.status() === choice.status"
          (click)="presence.choose(choice.status)"
        >
          <span matMenuItemIcon class="status" [attr.data-status]="choice.status" aria-hidden="true"></span>
          <span class="choice">
            {{ choice.label }}
            @if (presence.status() === choice.status) {
              <mat-icon class="chosen" svgIcon="check" aria-hidden="true" />
            }
          </span>
        </button>
      }
      <mat-divider />
      <a mat-menu-item [routerLink]="['/profile', user()?.username]">
        <mat-icon svgIcon="person" aria-hidden="true" />
        <span i18n>Your profile</span>
      </a>
      <a mat-menu-item routerLink="/settings">
        <mat-icon svgIcon="settings" aria-hidden="true" />
        <span i18n>Settings</span>
      </a>
      <a mat-menu-item routerLink="/connection">
        <mat-icon svgIcon="connection" aria-hidden="true" />
        <span i18n>Connection details</span>
      </a>
      @if (operator()) {
        <a mat-menu-item routerLink="/operations">
          <mat-icon svgIcon="chart" aria-hidden="true" />
          <span i18n>Operations</span>
        </a>
      }
      <mat-divider />
      @for (choice of themes; track choice.theme) {
        <button
          mat-menu-item
          type="button"
          role="menuitemradio"
          [attr.aria-checked]="theme() === choice.theme"
          (click)="choose(choice.theme)"
        >
          <mat-icon [svgIcon]="choice.icon" aria-hidden="true" />
          <span class="choice">
            {{ choice.label }}
            @if (theme() === choice.theme) {
              <mat-icon class="chosen" svgIcon="check" aria-hidden="true" />
            }
          </span>
        </button>
      }
      <mat-divider />
      <button mat-menu-item type="button" (click)="signOut()">
        <mat-icon svgIcon="logout" aria-hidden="true" />
        <span i18n>Sign out</span>
      </button>
    </mat-menu>
  `,
  styleUrl: './account-menu.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountMenu {
  readonly #auth = inject(AuthStore);
  readonly #themes = inject(ThemeStore);

  readonly menu = viewChild.required(MatMenu);
  protected readonly user = this.#auth.user;
  protected readonly operator = this.#auth.operator;
  protected readonly theme = this.#themes.theme;
  protected readonly themes = THEMES;
  protected readonly statuses = STATUSES;
  protected readonly presence = inject(OwnPresenceStore);

  protected choose(theme: Theme): void {
    this.#themes.choose(theme);
  }

  protected signOut(): void {
    void this.#auth.signOut();
  }
}
