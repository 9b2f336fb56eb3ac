import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Page } from '../../shared/http/page';
import { UserRef } from '../../shared/realtime';

export interface Post {
  id: string;
  author: UserRef;
  content: string;
  like_count: number;
  comment_count: number;
  /** By me. */
  liked: boolean;
  created_at: string;
}

export interface Comment {
  id: string;
  post_id: string;
  author: UserRef;
  content: string;
  created_at: string;
}

export interface PostRange {
  cursor?: string;
  author_id?: string;
}

const POSTS = '/api/v1/posts';
const PER_PAGE = 20;

/** The part of the HTTP API about posts and what is said below them. */
@Injectable({ providedIn: 'root' })
export class PostsApi {
  readonly #http = inject(HttpClient);

  posts(range: PostRange): Promise<Page<Post>> {
    return firstValueFrom(this.#http.get<Page<Post>>(POSTS, { params: { limit: PER_PAGE, ...range } }));
  }

  post(id: string): Promise<Post> {
    return firstValueFrom(this.#http.get<Post>(urlOf(id)));
  }

  write(content: string): Promise<Post> {
    return firstValueFrom(this.#http.post<Post>(POSTS, { content }));
  }

  async remove(id: string): Promise<void> {
    await firstValueFrom(this.#http.delete(urlOf(id)));
  }

  /** Answers the post as it is afterwards; repeating it changes nothing. */
  like(id: string, liked: boolean): Promise<Post> {
    const url = `${urlOf(id)}/like`;
    return firstValueFrom(liked ? this.#http.put<Post>(url, null) : this.#http.delete<Post>(url));
  }

  comments(postId: string, cursor?: string): Promise<Page<Comment>> {
    const params = { limit: PER_PAGE, ...(cursor === undefined ? {} : { cursor }) };
    return firstValueFrom(this.#http.get<Page<Comment>>(`${urlOf(postId)}/comments`, { params }));
  }

  comment(postId: string, content: string): Promise<Comment> {
    return firstValueFrom(this.#http.post<Comment>(`${urlOf(postId)}/comments`, { content }));
  }
}

function urlOf(postId: string): string {
  return `${POSTS}/${encodeURIComponent(postId)}`;
}
