/** The AsyncAPI document as a page: made at build time, since its usual renderers need eval, which the policy forbids. */
import { html, slug } from './guides.mjs';
import { escape } from './layout.mjs';

const last = (pointer) => pointer.split('/').at(-1);

function link(name) {
  return `<a href="#schema-${slug(name)}">${escape(name)}</a>`;
}

/** A type in a few words: "string · 1 to 64 characters". */
function type(schema) {
  if (schema.$ref) {
    return link(last(schema.$ref));
  }
  if (schema.oneOf && !schema.properties) {
    return schema.oneOf.map(type).join(' or ');
  }
  if (schema.const !== undefined) {
    return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  }
  if (schema.enum) {
    return schema.enum.map((value) => `<code>${escape(value)}</code>`).join(' ');
  }
  const name = [schema.type ?? 'any'].flat().join(' or ');
  const items = schema.items ? ` of ${type(schema.items)}` : '';
  const values = schema.additionalProperties ? ` to ${type(schema.additionalProperties)}` : '';
  return [name + items + values, ...limits(schema)].join(' · ');
}

function limits(schema) {
  const range = (min, max, unit) => {
    if (max !== undefined) {
      return [min === max ? `${max}${unit}` : `${min ?? 0} to ${max}${unit}`];
    }
    return min > 0 ? [`at least ${min}${unit}`] : [];
  };
  return [
    ...(schema.format ? [escape(schema.format)] : []),
    ...range(schema.minLength, schema.maxLength, ' characters'),
    ...range(schema.minItems, schema.maxItems, ' items'),
    ...range(schema.minimum, schema.maximum, ''),
    ...(schema.pattern ? [`<code>${escape(schema.pattern)}</code>`] : []),
  ];
}

/** Rows of a schema's fields, those of objects within it behind a dot. */
function rows(schema, prefix = '') {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isNeeded = (schema.required ?? []).includes(name);
    const about = field.description ? escape(field.description).replaceAll(/`([^`]+)`/g, '<code>$1</code>') : '';
    const row = `<tr><td><code>${escape(prefix + name)}</code>${isNeeded ? '' : ' <small>optional</small>'}</td><td>${type(field)}</td><td>${about}</td></tr>`;
    const inner = field.items?.properties ? rows(field.items, `${prefix}${name}[].`) : rows(field, `${prefix}${name}.`);
    return [row, ...inner];
  });
}

function table(schema) {
  if (!schema.properties && !schema.oneOf) {
    return `<p>${type(schema)}</p>`;
  }
  const choices = schema.properties ? [] : schema.oneOf.flatMap((choice) => (choice.properties ? rows(choice) : []));
  const fields = [...rows(schema), ...choices];
  return fields.length === 0
    ? `<p>${type(schema)}</p>`
    : `<div class="scroll" tabindex="0"><table><thead><tr><th>field</th><th>type</th><th></th></tr></thead><tbody>${fields.join('\n')}</tbody></table></div>`;
}

function examples(message) {
  return message.examples
    .map(({ payload }) => `<pre tabindex="0"><code>${escape(JSON.stringify(payload, null, 2))}</code></pre>`)
    .join('\n');
}

function described({ summary, description }) {
  return `<p>${escape(summary ?? '')}</p>${description ? html(description) : ''}`;
}

function message(name, message) {
  return `<section><h3 id="${slug(name)}">${escape(message.title)}</h3>${described(message)}
    ${table(message.payload)}<details><summary>Example</summary>${examples(message)}</details></section>`;
}

/** A command with the reply that only it gets. */
function command(name, document) {
  const own = `${name}Ack`;
  const { messages } = document.components;
  const reply = messages[own]
    ? `<h4 id="${slug(own)}">Its reply</h4>${table(messages[own].payload.properties.data)}<details><summary>Example</summary>${examples(messages[own])}</details>`
    : '';
  return message(name, messages[name]) + reply;
}

function channel(name, document) {
  const found = document.channels[name];
  const events = Object.keys(found.messages).map((key) => message(key, document.components.messages[key]));
  return `<h2 id="channel-${name}">${escape(found.title)}: <code>${escape(found.address)}</code></h2>${html(found.description)}${events.join('\n')}`;
}

function servers(document) {
  const rows = Object.values(document.servers).map(
    ({ protocol, host, pathname, description }) =>
      `<tr><td><code>${protocol}://${host}${pathname}</code></td><td>${escape(description)}</td></tr>`,
  );
  return `<h2 id="servers">Servers</h2><div class="scroll" tabindex="0"><table><tbody>${rows.join('')}</tbody></table></div>`;
}

function item(id, text) {
  return `<li><a href="#${id}">${escape(text)}</a></li>`;
}

export function socketPage(document) {
  const { messages, schemas } = document.components;
  const ofConnection = Object.keys(document.channels.connection.messages);
  const commands = ofConnection.filter((name) => document.operations[name]);
  const frames = ofConnection.filter((name) => !commands.includes(name) && !name.endsWith('Ack'));
  const channels = Object.keys(document.channels).filter((name) => name !== 'connection');
  const contents = [
    item('servers', 'Servers'),
    item('channel-connection', document.channels.connection.title),
    item('commands', 'Commands'),
    ...commands.map((name) => item(slug(name), messages[name].title)),
    item('frames', 'Frames of the connection'),
    ...frames.map((name) => item(slug(name), messages[name].title)),
    ...channels.flatMap((name) => [
      item(`channel-${name}`, document.channels[name].title),
      ...Object.keys(document.channels[name].messages)
        .filter((key) => firstChannel(key, channels, document) === name)
        .map((key) => item(slug(key), messages[key].title)),
    ]),
    item('schemas', 'Schemas'),
  ];
  const body = `<div class="page">
      <nav class="contents" aria-label="On this page"><ul>${contents.join('\n')}</ul></nav>
      <main id="content" class="prose">
        <h1>The socket</h1>
        ${html(document.info.description)}
        <p>The document itself: <a href="/asyncapi.yaml">asyncapi.yaml</a>.</p>
        ${servers(document)}
        <h2 id="channel-connection">${escape(document.channels.connection.title)}</h2>
        ${html(document.channels.connection.description)}
        <h2 id="commands">Commands</h2>
        ${commands.map((name) => command(name, document)).join('\n')}
        <h2 id="frames">Frames of the connection</h2>
        ${frames.map((name) => message(name, messages[name])).join('\n')}
        ${channels.map((name) => channel(name, onlyFirst(name, channels, document))).join('\n')}
        <h2 id="schemas">Schemas</h2>
        ${Object.entries(schemas)
          .map(
            ([name, schema]) =>
              `<section><h3 id="schema-${slug(name)}">${escape(name)}</h3>${schema.description ? html(schema.description) : ''}${table(schema)}</section>`,
          )
          .join('\n')}
      </main>
    </div>`;
  return { title: 'The socket', body };
}

function firstChannel(key, channels, document) {
  return channels.find((name) => document.channels[name].messages[key]);
}

/** An event of two channels is shown at the first of them; its field "channel" says both. */
function onlyFirst(name, channels, document) {
  const found = document.channels[name];
  const messages = Object.fromEntries(
    Object.entries(found.messages).filter(([key]) => firstChannel(key, channels, document) === name),
  );
  return { ...document, channels: { ...document.channels, [name]: { ...found, messages } } };
}
