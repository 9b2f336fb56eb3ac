import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { MatMenuTrigger } from '@angular/material/menu';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { AuthStore } from '../shared/auth/auth.store';
import { OwnPresenceStore } from '../shared/presence/own-presence.store';
import { STATUS_WORDS } from '../shared/presence/wording';
import { Avatar } from '../shared/ui/avatar';
import { AccountMenu } from './account-menu';

/** A rail at the side; on a phone a bar at the bottom. */
@Component({
  selector: 'dt-navigation',
  imports: [AccountMenu, Avatar, MatIcon, MatMenuTrigger, RouterLink, RouterLinkActive],
  template: `
    <nav i18n-aria-label aria-label="Main">
      <img class="logo" src="favicon.svg" alt="" width="32" height="32" />
      @for (place of places(); track place.path) {
        <a
          class="item"
          [routerLink]="place.path"
          routerLinkActive
          #link="routerLinkActive"
          [class.active]="link.isActive"
          [attr.aria-current]="link.isActive ? 'page' : null"
          [attr.aria-label]="place.name"
        >
          <span class="pill">
            <mat-icon [svgIcon]="link.isActive ? place.icon + '-filled' : place.icon" aria-hidden="true" />
            @if (place.unread > 0) {
              <span class="badge" aria-hidden="true">{{ place.unread > 99 ? '99+' : place.unread }}</span>
            }
          </span>
          <span class="label" aria-hidden="true">{{ place.label }}</span>
        </a>
      }
      @if (user(); as me) {
        <button
          class="item account"
          type="button"
          [matMenuTriggerFor]="account.menu()"
          [attr.aria-label]="accountName()"
          (click)="presence.load()"
        >
          <span class="pill"><dt-avatar [user]="me" [size]="32" [status]="status()" /></span>
          <span i18n class="label" aria-hidden="true">Profile</span>
        </button>
      }
      <dt-account-menu #account />
    </nav>
  `,
  styleUrl: './navigation.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Navigation {
  readonly unreadMessages = input(0);
  readonly unreadNotifications = input(0);
  protected readonly user = inject(AuthStore).user;
  protected readonly presence = inject(OwnPresenceStore);
  protected readonly status = this.presence.status;
  protected readonly accountName = computed(() => {
    const status = this.status();
    const name = $localize`Profile: ${this.user()?.username ?? ''}:name:`;
    return status ? `${name}, ${STATUS_WORDS[status].toLowerCase()}` : name;
  });
  protected readonly places = computed(() =>
    [
      { path: '/feed', label: $localize`Feed`, icon: 'feed', unread: 0 },
      { path: '/messages', label: $localize`Messages`, icon: 'chat', unread: this.unreadMessages() },
      { path: '/notifications', label: $localize`Notifications`, icon: 'bell', unread: this.unreadNotifications() },
    ].map((place) => ({ ...place, name: spoken(place.label, place.unread) })),
  );
}

function spoken(place: string, unread: number): string {
  return unread === 0 ? place : $localize`${place}:place:, ${unread}:count: unread`;
}
