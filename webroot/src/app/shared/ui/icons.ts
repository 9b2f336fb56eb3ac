import { EnvironmentProviders, inject, provideEnvironmentInitializer } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';
import account from '@material-symbols/svg-400/outlined/account_circle.svg';
import arrowBack from '@material-symbols/svg-400/outlined/arrow_back.svg';
import arrowDown from '@material-symbols/svg-400/outlined/arrow_downward.svg';
import bell from '@material-symbols/svg-400/outlined/notifications.svg';
import bellFilled from '@material-symbols/svg-400/outlined/notifications-fill.svg';
import block from '@material-symbols/svg-400/outlined/block.svg';
import chart from '@material-symbols/svg-400/outlined/monitoring.svg';
import chat from '@material-symbols/svg-400/outlined/chat_bubble.svg';
import chatFilled from '@material-symbols/svg-400/outlined/chat_bubble-fill.svg';
import check from '@material-symbols/svg-400/outlined/check.svg';
import connection from '@material-symbols/svg-400/outlined/network_check.svg';
import close from '@material-symbols/svg-400/outlined/close.svg';
import cloudOff from '@material-symbols/svg-400/outlined/cloud_off.svg';
import comment from '@material-symbols/svg-400/outlined/mode_comment.svg';
import commentFilled from '@material-symbols/svg-400/outlined/mode_comment-fill.svg';
import dark from '@material-symbols/svg-400/outlined/dark_mode.svg';
import deleteIcon from '@material-symbols/svg-400/outlined/delete.svg';
import doneAll from '@material-symbols/svg-400/outlined/done_all.svg';
import edit from '@material-symbols/svg-400/outlined/edit_square.svg';
import error from '@material-symbols/svg-400/outlined/error.svg';
import feed from '@material-symbols/svg-400/outlined/home.svg';
import feedFilled from '@material-symbols/svg-400/outlined/home-fill.svg';
import heart from '@material-symbols/svg-400/outlined/favorite.svg';
import heartFilled from '@material-symbols/svg-400/outlined/favorite-fill.svg';
import keyboard from '@material-symbols/svg-400/outlined/keyboard.svg';
import light from '@material-symbols/svg-400/outlined/light_mode.svg';
import logout from '@material-symbols/svg-400/outlined/logout.svg';
import mention from '@material-symbols/svg-400/outlined/alternate_email.svg';
import more from '@material-symbols/svg-400/outlined/more_vert.svg';
import person from '@material-symbols/svg-400/outlined/person.svg';
import personAdd from '@material-symbols/svg-400/outlined/person_add.svg';
import personFilled from '@material-symbols/svg-400/outlined/person-fill.svg';
import schedule from '@material-symbols/svg-400/outlined/schedule.svg';
import search from '@material-symbols/svg-400/outlined/search.svg';
import send from '@material-symbols/svg-400/outlined/send-fill.svg';
import settings from '@material-symbols/svg-400/outlined/settings.svg';
import system from '@material-symbols/svg-400/outlined/contrast.svg';
import visibility from '@material-symbols/svg-400/outlined/visibility.svg';
import visibilityOff from '@material-symbols/svg-400/outlined/visibility_off.svg';

const ICONS = {
  account,
  'arrow-back': arrowBack,
  'arrow-down': arrowDown,
  bell,
  'bell-filled': bellFilled,
  block,
  chart,
  chat,
  'chat-filled': chatFilled,
  check,
  close,
  'cloud-off': cloudOff,
  connection,
  comment,
  'comment-filled': commentFilled,
  dark,
  delete: deleteIcon,
  'done-all': doneAll,
  edit,
  error,
  feed,
  'feed-filled': feedFilled,
  heart,
  'heart-filled': heartFilled,
  keyboard,
  light,
  logout,
  mention,
  more,
  person,
  'person-add': personAdd,
  'person-filled': personFilled,
  schedule,
  search,
  send,
  settings,
  system,
  visibility,
  'visibility-off': visibilityOff,
} as const;

/** The icons come with the bundle, each as its own few bytes: no font, no request. */
export function provideIcons(): EnvironmentProviders {
  return provideEnvironmentInitializer(() => {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, markup] of Object.entries(ICONS)) {
      // Markup of the package, known when the app is built.
      // eslint-disable-next-line no-restricted-properties
      registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(markup));
    }
  });
}
