import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { PeopleApi } from '../../shared/people/people.api';
import { PostsApi } from './posts.api';

describe('PostsApi and PeopleApi', () => {
  it('ask as the API is described', () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const posts = TestBed.inject(PostsApi);
    const people = TestBed.inject(PeopleApi);
    void posts.posts({});
    void posts.posts({ cursor: 'page-2', author_id: 'user-bob' });
    void posts.post('p/1');
    void posts.write('hello');
    void posts.remove('p');
    void posts.like('p', true);
    void posts.like('p', false);
    void posts.comments('p');
    void posts.comments('p', 'page-2');
    void posts.comment('p', 'well done');
    void people.search('bob & co');
    void people.profile('bob');
    void people.follow('user-bob', true);
    void people.follow('user-bob', false);
    const asked = TestBed.inject(HttpTestingController).match(() => true);
    expect(asked.map(({ request }) => `${request.method} ${request.urlWithParams}`)).toEqual([
      'GET /api/v1/posts?limit=20',
      'GET /api/v1/posts?limit=20&cursor=page-2&author_id=user-bob',
      'GET /api/v1/posts/p%2F1',
      'POST /api/v1/posts',
      'DELETE /api/v1/posts/p',
      'PUT /api/v1/posts/p/like',
      'DELETE /api/v1/posts/p/like',
      'GET /api/v1/posts/p/comments?limit=20',
      'GET /api/v1/posts/p/comments?limit=20&cursor=page-2',
      'POST /api/v1/posts/p/comments',
      'GET /api/v1/users?query=bob%20%26%20co',
      'GET /api/v1/users/bob',
      'PUT /api/v1/users/user-bob/follow',
      'DELETE /api/v1/users/user-bob/follow',
    ]);
    expect(asked[9]?.request.body).toEqual({ content: 'well done' });
  });
});
