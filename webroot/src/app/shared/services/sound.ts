import { inject, InjectionToken } from '@angular/core';
import { CLOCK } from './browser';

/** Two soft tones, made on the spot: no file, no request. */
const TONES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.09 },
];
const LOUDNESS = 0.08;
const LASTS_S = 0.16;

/** Whoever writes ten lines in a row is heard once, and so is what comes of several kinds. */
const SILENT_MS = 3000;
/** Later than this it would tell of nothing that is new: a browser lets no sound out before the first click. */
const LATE_MS = 300;

/** Plays the sound of something new, one for all that comes together. */
export const SOUND = new InjectionToken<() => void>('sound', {
  providedIn: 'root',
  factory: () => {
    const clock = inject(CLOCK);
    let heardAt = -Infinity;
    let context: AudioContext | undefined;
    return () => {
      const asked = clock.now();
      if (!('AudioContext' in globalThis) || asked - heardAt < SILENT_MS) return;
      heardAt = asked;
      context ??= new AudioContext();
      const audio = context;
      const sound = () => TONES.forEach(({ hertz, at }) => play(audio, hertz, at));
      audio.resume().then(
        () => (clock.now() - asked > LATE_MS ? undefined : sound()),
        () => undefined,
      );
    };
  },
});

function play(audio: AudioContext, hertz: number, at: number): void {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  const start = audio.currentTime + at;
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LASTS_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + LASTS_S);
}
