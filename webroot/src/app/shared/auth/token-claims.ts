/** What a token says of its bearer. Only to show the right things: the server checks the token, the page cannot. */
export interface TokenClaims {
  userId: string;
  username: string | undefined;
  scopes: readonly string[];
  /** Unix milliseconds. */
  expiresAt: number;
}

/** `undefined` for anything that is no JWT of a user. */
export function claimsOf(token: string): TokenClaims | undefined {
  const payload = token.trim().split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const { sub, username, scope, exp } = JSON.parse(decode(payload)) as Record<string, unknown>;
    if (typeof sub !== 'string' || typeof exp !== 'number') return undefined;
    return {
      userId: sub,
      username: typeof username === 'string' ? username : undefined,
      scopes: typeof scope === 'string' ? scope.split(' ') : [],
      expiresAt: exp * 1000,
    };
  } catch {
    return undefined;
  }
}

function decode(base64url: string): string {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
}
