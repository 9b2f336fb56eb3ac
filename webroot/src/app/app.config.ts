import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter, TitleStrategy, withComponentInputBinding } from '@angular/router';
import { routes } from './app.routes';
import { bearerInterceptor } from './shared/auth/bearer.interceptor';
import { provideIcons } from './shared/ui/icons';
import { PageTitle } from './shared/ui/page-title';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    provideHttpClient(withInterceptors([bearerInterceptor])),
    provideIcons(),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
