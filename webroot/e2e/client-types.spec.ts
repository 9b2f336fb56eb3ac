import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { contradictions, Schema, Shape, shapeOfSchema, typesIn } from './wire-shapes';

interface Message {
  payload: { properties: { type: { const?: string }; event?: { const: string }; data: Schema } };
}

interface AsyncApi {
  operations: Record<string, { action: 'send' | 'receive'; title?: string }>;
  components: { messages: Record<string, Message>; schemas: Record<string, Schema> };
}

const document = parse(readFileSync('../src/main/resources/api/asyncapi.yaml', 'utf8')) as AsyncApi;
const { messages, schemas } = document.components;
const find = (ref: string) => schemas[ref.split('/').at(-1) ?? ''] ?? {};
const shapeIn = (message: string): Shape => shapeOfSchema(messages[message]?.payload.properties.data ?? {}, find);

/** Of the events or the commands: the name on the wire, the name in the document. */
function named(isCommand: boolean): Map<string, string> {
  const commands = new Set(Object.keys(messages).filter((name) => `${name}Ack` in messages));
  ['authenticate', 'ping'].forEach((name) => commands.add(name));
  return new Map(
    Object.entries(messages).flatMap(([name, { payload }]) =>
      payload.properties.event && commands.has(name) === isCommand ? [[payload.properties.event.const, name]] : [],
    ),
  );
}

function fieldsOf(shape: Shape): Record<string, Shape> {
  if (shape.kind !== 'object') return {};
  return Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, field.shape]));
}

const events = typesIn('src/app/shared/realtime/events.ts');
const payloads = typesIn('src/app/shared/realtime/payloads.ts');

test('client types and AsyncAPI document know the same events, with the same fields', () => {
  const ours = fieldsOf(events('Events'));
  const theirs = named(false);
  expect(Object.keys(ours).sort()).toEqual([...theirs.keys()].sort());
  expect(
    Object.entries(ours).flatMap(([event, shape]) =>
      contradictions(shape, shapeIn(theirs.get(event) ?? ''), true, event),
    ),
  ).toEqual([]);
});

test('client types and AsyncAPI document know the same commands, with the same fields, and the same of their acks', () => {
  const ours = fieldsOf(events('Commands'));
  const theirs = named(true);
  expect(Object.keys(ours).sort()).toEqual([...theirs.keys()].sort());
  const wrong = Object.entries(ours).flatMap(([command, shape]) => {
    const { type, data, ack } = fieldsOf(shape);
    const name = theirs.get(command) ?? '';
    const { type: their } = messages[name]?.payload.properties ?? {};
    return [
      ...(type?.kind === 'enum' && type.values[0] === their?.const ? [] : [`${command}: another type`]),
      ...(data ? contradictions(data, shapeIn(name), false, command) : [`${command}: no data`]),
      ...(ack && `${name}Ack` in messages ? contradictions(ack, shapeIn(`${name}Ack`), true, `ack of ${command}`) : []),
    ];
  });
  expect(wrong).toEqual([]);
});

test('client types and AsyncAPI document know the same error codes', () => {
  const document = shapeOfSchema(schemas['ErrorCode'] ?? {}, find);
  expect(contradictions(payloads('ErrorCode'), document, true, 'ErrorCode')).toEqual([]);
});
