import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { AuthStore } from '../../shared/auth/auth.store';

/** For operators, whom no account of the sample community makes: a token that was made elsewhere is shown. */
@Component({
  selector: 'dt-token-sign-in',
  imports: [MatButton, MatError, MatFormField, MatInput, MatLabel, ReactiveFormsModule],
  template: `
    @if (open()) {
      <form (submit)="submit(); $event.preventDefault()">
        <mat-form-field appearance="outline" subscriptSizing="dynamic" hideRequiredMarker>
          <mat-label i18n>Token</mat-label>
          <textarea matInput [formControl]="token" rows="3" autocomplete="off" spellcheck="false"></textarea>
          <mat-error i18n>This is no token, or it has expired.</mat-error>
        </mat-form-field>
        <button i18n matButton="tonal" type="submit">Use this token</button>
      </form>
    } @else {
      <button i18n type="button" class="link" (click)="open.set(true)">Sign in with a token</button>
    }
  `,
  styles: `
    :host {
      display: grid;
      margin-top: 12px;
    }

    form {
      display: grid;
      gap: 12px;
    }

    textarea {
      font-family: 'JetBrains Mono Variable', monospace;
      font-size: 12px;
    }

    .link {
      justify-self: center;
      padding: 4px;
      border: 0;
      border-radius: 6px;
      background: none;
      color: var(--dt-text-secondary);
      font: inherit;
      font-size: 12px;
      cursor: pointer;

      &:hover {
        text-decoration: underline;
      }
    }

    @media (pointer: coarse) {
      .link {
        min-height: 44px;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TokenSignIn {
  readonly #auth = inject(AuthStore);

  protected readonly open = signal(false);
  protected readonly token = new FormControl('', { nonNullable: true, validators: Validators.required });

  protected submit(): void {
    if (this.#auth.signInWith(this.token.value)) return;
    this.token.setErrors({ bad: true });
    this.token.markAsTouched();
  }
}
