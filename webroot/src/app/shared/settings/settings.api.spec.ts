import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { problemOf } from '../errors/api-error';
import { BlocksApi } from './blocks.api';
import { SettingsApi } from './settings.api';

describe('the HTTP API of settings and blocks', () => {
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  it('says why there is no export, although a file was asked for', async () => {
    const exporting = TestBed.inject(SettingsApi).export();
    const body = new Blob([JSON.stringify({ code: 'unavailable', message: 'try again later' })]);
    server.expectOne('/api/v1/me/export').flush(body, { status: 503, statusText: '' });
    const error: unknown = await exporting.catch((reason: unknown) => reason);
    expect(problemOf(error).message).toBe('Try again later.');
  });

  it('gives the export as it is', async () => {
    const exporting = TestBed.inject(SettingsApi).export();
    const file = new Blob(['{}']);
    server.expectOne('/api/v1/me/export').flush(file);
    expect(await exporting).toBe(file);
  });

  it('sends only what changes, and erases', async () => {
    const api = TestBed.inject(SettingsApi);
    void api.change({ read_receipts: false });
    const { request } = server.expectOne({ method: 'PATCH', url: '/api/v1/settings' });
    expect(request.body).toEqual({ read_receipts: false });
    void api.load();
    server.expectOne({ method: 'GET', url: '/api/v1/settings' });
    void api.erase();
    server.expectOne({ method: 'DELETE', url: '/api/v1/me/data' });
  });

  it('blocks, unblocks and lists', () => {
    const api = TestBed.inject(BlocksApi);
    void api.set('user/1', true);
    server.expectOne({ method: 'PUT', url: '/api/v1/blocks/user%2F1' });
    void api.set('user-1', false);
    server.expectOne({ method: 'DELETE', url: '/api/v1/blocks/user-1' });
    void api.list('more');
    server.expectOne('/api/v1/blocks?limit=100&cursor=more');
  });
});
