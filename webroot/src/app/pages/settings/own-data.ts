import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { AuthStore } from '../../shared/auth/auth.store';
import { problemOf } from '../../shared/errors/api-error';
import { SettingsApi } from '../../shared/settings/settings.api';
import { FILE_SAVER } from './file-saver';

type Erasure = 'none' | 'confirming' | 'erasing' | 'erased' | 'going-on';

/** What the service holds about me: to take away, and to erase once I have typed that I mean it. */
@Component({
  selector: 'dt-own-data',
  imports: [MatButton],
  templateUrl: './own-data.html',
  styleUrl: './own-data.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OwnData {
  readonly #api = inject(SettingsApi);
  readonly #save = inject(FILE_SAVER);
  readonly #me = inject(AuthStore).user;
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  private readonly eraseButton = viewChild<unknown, ElementRef<HTMLElement>>('eraseButton', { read: ElementRef });

  protected readonly exporting = signal(false);
  protected readonly erasure = signal<Erasure>('none');
  protected readonly typed = signal('');
  protected readonly exportProblem = signal<string | undefined>(undefined);
  protected readonly eraseProblem = signal<string | undefined>(undefined);
  protected readonly name = computed(() => this.#me()?.username ?? '');
  protected readonly confirmed = computed(() => this.typed().trim() === this.name() && this.name() !== '');
  protected readonly asking = computed(() => this.erasure() === 'confirming' || this.erasure() === 'erasing');

  protected async export(): Promise<void> {
    if (this.exporting()) return;
    this.exportProblem.set(undefined);
    this.exporting.set(true);
    try {
      const day = new Date().toISOString().slice(0, 10);
      this.#save(`devthread-${this.name()}-${day}.json`, await this.#api.export());
    } catch (error) {
      this.exportProblem.set(problemOf(error).message);
    } finally {
      this.exporting.set(false);
    }
  }

  protected confirm(): void {
    this.typed.set('');
    this.eraseProblem.set(undefined);
    this.erasure.set('confirming');
    queueMicrotask(() => setTimeout(() => this.field()?.nativeElement.focus()));
  }

  protected cancel(): void {
    if (this.erasure() !== 'confirming') return;
    this.erasure.set('none');
    setTimeout(() => this.eraseButton()?.nativeElement.focus());
  }

  protected async erase(): Promise<void> {
    if (!this.confirmed() || this.erasure() !== 'confirming') return;
    this.eraseProblem.set(undefined);
    this.erasure.set('erasing');
    try {
      const { completed_at } = await this.#api.erase();
      this.erasure.set(completed_at ? 'erased' : 'going-on');
    } catch (error) {
      this.eraseProblem.set(problemOf(error).message);
      this.erasure.set('confirming');
    }
  }
}
