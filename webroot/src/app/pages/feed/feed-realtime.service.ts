import { inject, Injectable } from '@angular/core';
import { Observable } from 'rxjs';
import { EventFrame } from '../../shared/realtime';
import { WebsocketService } from '../../shared/services/websocket.service';

const FEED = 'feed';

/** The feed in its own words, over the one connection. Nothing of it is repeated after a loss: see `status`. */
@Injectable({ providedIn: 'root' })
export class FeedRealtimeService {
  readonly #socket = inject(WebsocketService);

  /** Others have posted. */
  readonly updates$: Observable<EventFrame<'feed_update'>> = this.#socket.on('feed_update');
  readonly counts$: Observable<EventFrame<'post_counts'>> = this.#socket.on('post_counts');
  readonly removed$: Observable<EventFrame<'post_removed'>> = this.#socket.on('post_removed');
  readonly status = this.#socket.status;

  /** What is asked for from then on misses nothing. */
  arrival(): Promise<void> {
    return this.#socket.arrival();
  }

  followFeed(): () => void {
    return this.#follow(FEED);
  }

  /** Its counts, live, until the returned function is called. */
  followPost(id: string): () => void {
    return this.#follow(`post:${id}`);
  }

  #follow(channel: string): () => void {
    void this.#socket.subscribe(channel);
    return () => this.#socket.unsubscribe(channel);
  }
}
