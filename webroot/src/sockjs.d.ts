/** The part of sockjs-client that we use; its types on npm are those of another version. */
declare module 'sockjs-client' {
  export default class SockJS {
    constructor(url: string, reserved: null, options: { transports: readonly string[] });
    onopen: ((event: Event) => void) | null;
    onmessage: ((event: MessageEvent) => void) | null;
    onclose: ((event: CloseEvent) => void) | null;
    send(text: string): void;
    close(code?: number, reason?: string): void;
  }
}
