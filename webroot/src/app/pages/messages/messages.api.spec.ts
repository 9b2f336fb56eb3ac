import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MessagesApi } from './messages.api';

describe('MessagesApi', () => {
  let api: MessagesApi;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    api = TestBed.inject(MessagesApi);
    server = TestBed.inject(HttpTestingController);
  });

  it('asks as the API is described', () => {
    void api.conversations();
    void api.conversations('page-2');
    void api.history('c/1', { before_seq: 9, after_seq: 3, limit: 50 });
    void api.open('user-bob');
    const asked = server.match(() => true).map(({ request }) => `${request.method} ${request.urlWithParams}`);
    expect(asked).toEqual([
      'GET /api/v1/conversations',
      'GET /api/v1/conversations?cursor=page-2',
      'GET /api/v1/conversations/c%2F1/messages?before_seq=9&after_seq=3&limit=50',
      'POST /api/v1/conversations',
    ]);
  });
});
