import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormField, MatLabel, MatError, MatSuffix } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { TokenSignIn } from './token-sign-in';

type Mode = 'sign-in' | 'register';
type Field = 'username' | 'password';

const SAMPLE_USERS = ['alice', 'bob', 'carol', 'dave'] as const;
const SAMPLE_PASSWORD = 'devthread';

const MISSING: Readonly<Record<Field, string>> = {
  username: $localize`The user name is missing.`,
  password: $localize`The password is missing.`,
};

/** Signing in and joining, one calm form for both. */
@Component({
  selector: 'dt-sign-in-page',
  imports: [
    ReactiveFormsModule,
    TokenSignIn,
    MatButton,
    MatError,
    MatFormField,
    MatIcon,
    MatIconButton,
    MatInput,
    MatLabel,
    MatSuffix,
  ],
  templateUrl: './sign-in.page.html',
  styleUrl: './sign-in.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SignInPage {
  readonly #auth = inject(AuthStore);
  readonly #router = inject(Router);

  /** Whose session has just ended by itself. */
  protected readonly before = this.#auth.ended();
  /** From the query: where to go afterwards. */
  readonly next = input<string>();

  protected readonly samples = SAMPLE_USERS;
  protected readonly mode = signal<Mode>('sign-in');
  protected readonly busy = signal(false);
  protected readonly showPassword = signal(false);
  protected readonly passwordLabel = computed(() =>
    this.showPassword() ? $localize`Hide the password` : $localize`Show the password`,
  );
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly words = computed(() =>
    this.mode() === 'sign-in'
      ? {
          title: $localize`Sign in`,
          action: $localize`Sign in`,
          question: $localize`New here?`,
          other: $localize`Create an account`,
        }
      : {
          title: $localize`Create an account`,
          action: $localize`Create account`,
          question: $localize`Been here before?`,
          other: $localize`Sign in`,
        },
  );
  /** What belongs to no field. */
  protected readonly general = computed(() => {
    const problem = this.problem();
    return problem && !isField(problem.field) ? problem.message : undefined;
  });

  protected readonly form = new FormGroup({
    username: new FormControl(this.before?.username ?? '', { nonNullable: true, validators: Validators.required }),
    password: new FormControl('', { nonNullable: true, validators: Validators.required }),
  });

  constructor() {
    // Here or in another tab.
    effect(() => {
      if (this.#auth.signedIn()) untracked(() => void this.#goOn());
    });
  }

  protected switchMode(): void {
    this.mode.update((mode) => (mode === 'sign-in' ? 'register' : 'sign-in'));
    this.problem.set(undefined);
    this.form.reset(this.form.getRawValue());
  }

  protected useSample(username: string): void {
    this.mode.set('sign-in');
    this.form.setValue({ username, password: SAMPLE_PASSWORD });
    void this.submit();
  }

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const credentials = this.form.getRawValue();
      await (this.mode() === 'sign-in' ? this.#auth.signIn(credentials) : this.#auth.register(credentials));
    } catch (error) {
      this.#show(problemOf(error));
      this.busy.set(false);
    }
  }

  protected errorOf(field: Field): string {
    const control = this.form.controls[field];
    return control.hasError('required') ? MISSING[field] : String(control.getError('server') ?? '');
  }

  /** Somebody else has no business where another one was. */
  async #goOn(): Promise<void> {
    const isOther = this.before !== undefined && this.before.id !== this.#auth.user()?.id;
    await this.#router.navigateByUrl(isOther ? '/' : (this.next() ?? '/'));
  }

  /** By the right field; it goes as soon as that field is changed. */
  #show(problem: Problem): void {
    this.problem.set(problem);
    if (!isField(problem.field)) return;
    const control = this.form.controls[problem.field];
    control.setErrors({ server: problem.message });
    control.markAsTouched();
  }
}

function isField(field: string | undefined): field is Field {
  return field === 'username' || field === 'password';
}
