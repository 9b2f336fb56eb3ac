/** One page of a list, newest first, and where the next one begins. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
