import { HttpErrorResponse } from '@angular/common/http';
import { CommandError } from '../realtime';
import { problemOf } from './api-error';

describe('problemOf', () => {
  it('takes over what the server says, as a sentence', () => {
    const body = { type: 'error', code: 'invalid_data', message: 'password is too short', field: 'password' };
    expect(problemOf(new HttpErrorResponse({ status: 400, error: body }))).toEqual({
      code: 'invalid_data',
      message: 'Password is too short.',
      field: 'password',
    });
  });

  it('takes over why a command was refused', () => {
    const refused = new CommandError({
      code: 'rate_limited',
      message: 'Too fast.',
      field: 'content',
      retry_after_ms: 800,
    });
    expect(problemOf(refused)).toEqual({
      code: 'rate_limited',
      message: 'Too fast.',
      field: 'content',
      retryAfterMs: 800,
    });
  });

  it.each([0, 502, 504])('knows that status %i means that nobody was there', (status) => {
    expect(problemOf(new HttpErrorResponse({ status }))).toEqual({
      code: 'network',
      message: 'The server cannot be reached.',
    });
  });

  it('has words for everything else', () => {
    expect(problemOf(new HttpErrorResponse({ status: 500, error: '<html>' })).message).toBe('The server answered 500.');
    expect(problemOf(new TypeError('x is undefined')).message).toBe('Something went wrong.');
  });
});
