import { Provider } from '@angular/core';
import { FeedStore } from './feed.store';
import { LivePosts } from './live-posts';
import { PostsStore } from './posts.store';

/** One set for each signed-in user: they live and die with the shell. */
export const FEED_PROVIDERS: Provider[] = [PostsStore, LivePosts, FeedStore];
