import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import {
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withNavigationErrorHandler,
  withPreloading,
} from '@angular/router';
import { routes } from './app.routes';
import { bearerInterceptor } from './shared/auth/bearer.interceptor';
import { loadAnewWithoutCode } from './shared/http/missing-code';
import { PreloadLater } from './shared/http/preload-later';
import { endUnanswered } from './shared/http/unanswered.interceptor';
import { provideIcons } from './shared/ui/icons';
import { PageTitle } from './shared/ui/page-title';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withPreloading(PreloadLater),
      withNavigationErrorHandler((error) => void loadAnewWithoutCode(error)),
    ),
    provideHttpClient(withInterceptors([bearerInterceptor, endUnanswered])),
    provideIcons(),
    { provide: TitleStrategy, useExisting: PageTitle },
  ],
};
