import { Provider } from '@angular/core';
import { AlertsStore } from './alerts.store';
import { NamedPosts } from './named-posts';
import { NotificationsStore } from './notifications.store';
import { ToastsStore } from './toasts.store';

/** One set for each signed-in user: they live and die with the shell. */
export const NOTIFICATIONS_PROVIDERS: Provider[] = [NotificationsStore, NamedPosts, ToastsStore, AlertsStore];
