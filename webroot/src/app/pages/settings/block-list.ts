import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { problemIn } from '../../shared/http/load-state';
import { UserRef } from '../../shared/realtime';
import { BlocksStore } from '../../shared/settings/blocks.store';
import { Avatar } from '../../shared/ui/avatar';
import { Skeleton } from '../../shared/ui/skeleton';

/** Whom I block, each with the way back. */
@Component({
  selector: 'dt-block-list',
  imports: [Avatar, MatButton, RouterLink, Skeleton],
  templateUrl: './block-list.html',
  styleUrl: './block-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BlockList {
  protected readonly blocks = inject(BlocksStore);
  protected readonly unblock = ({ username }: UserRef) => $localize`Unblock ${username}:name:`;
  protected readonly failure = computed(() => problemIn(this.blocks.state()));
}
