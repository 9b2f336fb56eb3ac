import { Routes } from '@angular/router';
import { operating, signedIn, signedOut } from './shared/auth/auth.guard';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: $localize`Sign in`,
    canActivate: [signedOut],
    loadComponent: () => import('./pages/sign-in/sign-in.page').then((page) => page.SignInPage),
  },
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell').then((shell) => shell.Shell),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'feed' },
      {
        path: 'feed',
        title: $localize`Feed`,
        loadComponent: () => import('./pages/feed/feed.page').then((page) => page.FeedPage),
      },
      {
        path: 'posts/:postId',
        title: $localize`Post`,
        loadComponent: () => import('./pages/post/post.page').then((page) => page.PostPage),
      },
      {
        path: 'notifications',
        title: $localize`Notifications`,
        loadComponent: () => import('./pages/notifications/notifications.page').then((page) => page.NotificationsPage),
      },
      {
        path: 'profile/:username',
        title: ({ params }) => String(params['username']),
        loadComponent: () => import('./pages/profile/profile.page').then((page) => page.ProfilePage),
      },
      {
        path: 'settings',
        title: $localize`Settings`,
        loadComponent: () => import('./pages/settings/settings.page').then((page) => page.SettingsPage),
      },
      {
        path: 'connection',
        title: $localize`Connection details`,
        loadComponent: () => import('./pages/connection/connection.page').then((page) => page.ConnectionPage),
      },
      {
        path: 'operations',
        title: $localize`Operations`,
        canActivate: [operating],
        data: { preload: false },
        loadComponent: () => import('./pages/operations/operations.page').then((page) => page.OperationsPage),
      },
      {
        path: 'messages',
        title: $localize`Messages`,
        loadChildren: () => import('./pages/messages/messages.routes').then((messages) => messages.routes),
      },
    ],
  },
  { path: '**', redirectTo: '' },
];
