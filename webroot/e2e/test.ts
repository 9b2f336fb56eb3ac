import { BrowserContext, expect, test as base } from '@playwright/test';

/** As Playwright's, but a page that breaks its Content-Security-Policy fails its test, in whatever browser window. */
export const test = base.extend<{ complaints: string[] }>({
  /** Who breaks the policy on purpose takes them out. */
  complaints: [
    async ({ browser }, use) => {
      const broken: string[] = [];
      const watch = (context: BrowserContext) =>
        void context.on('console', (message) => {
          if (/content.security.policy/i.test(message.text())) broken.push(message.text());
        });
      browser.on('context', watch);
      await use(broken);
      browser.off('context', watch);
      expect(broken).toEqual([]);
    },
    { auto: true },
  ],
});
