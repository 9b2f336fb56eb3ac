import { Routes } from '@angular/router';
import { MessagesPage } from './messages.page';

/** One component for both, so that the list stays as it is when a conversation opens. */
export const routes: Routes = [
  {
    path: '',
    component: MessagesPage,
    children: [
      { path: '', pathMatch: 'full', loadComponent: () => import('./nothing-open').then((part) => part.NothingOpen) },
      {
        path: ':conversationId',
        loadComponent: () => import('./conversation-view').then((part) => part.ConversationView),
      },
    ],
  },
];
