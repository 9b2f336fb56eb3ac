import { InjectionToken } from '@angular/core';

export type DesktopPermission = 'unsupported' | 'default' | 'granted' | 'denied';

export interface DesktopNotice {
  title: string;
  body: string;
  /** A notice of the same tag replaces the one before. */
  tag: string;
  opened: () => void;
}

/** The desktop's own notifications, as far as the browser has them. */
export interface Desktop {
  permission(): DesktopPermission;
  /** Only on a click: a browser refuses, and a person resents, any other time. */
  ask(): Promise<DesktopPermission>;
  /** The answer takes it away again. */
  show(notice: DesktopNotice): () => void;
}

export const DESKTOP = new InjectionToken<Desktop>('desktop', {
  providedIn: 'root',
  factory: () => ({
    permission: () => (supported() ? Notification.permission : 'unsupported'),
    ask: async () => (supported() ? Notification.requestPermission() : 'unsupported'),
    show: ({ title, body, tag, opened }) => {
      const notice = newNotice(title, { body, tag, icon: 'favicon.svg', silent: true });
      if (!notice) return () => undefined;
      notice.onclick = () => {
        window.focus();
        notice.close();
        opened();
      };
      return () => notice.close();
    },
  }),
});

function supported(): boolean {
  return 'Notification' in globalThis;
}

/** Android's Chrome has the constructor and refuses to be asked this way. */
function newNotice(title: string, options: NotificationOptions): Notification | undefined {
  try {
    return new Notification(title, options);
  } catch {
    return undefined;
  }
}
