import { InjectionToken } from '@angular/core';

/** Two soft tones, made on the spot: no file, no request. */
const TONES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.09 },
];
const LOUDNESS = 0.08;
const LASTS_S = 0.16;

/** Plays the sound of a new notification; a browser that has not been clicked in yet stays silent. */
export const SOUND = new InjectionToken<() => void>('sound', {
  providedIn: 'root',
  factory: () => {
    let context: AudioContext | undefined;
    return () => {
      if (!('AudioContext' in globalThis)) return;
      context ??= new AudioContext();
      const audio = context;
      void audio.resume().then(() => TONES.forEach(({ hertz, at }) => play(audio, hertz, at)));
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
