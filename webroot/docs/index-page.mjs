/** The entrance: the two documents, the guides. */
function card(href, title, about) {
  return `<li><a class="card" href="${href}"><strong>${title}</strong><span>${about}</span></a></li>`;
}

export function indexPage(guides) {
  const body = `<main id="content" class="prose index">
      <h1>DevThread Realtime</h1>
      <p>Messages, notifications, presence and the feed of a developer network, over one connection.</p>
      <h2 id="reference">Reference</h2>
      <ul class="cards">
        ${card('/docs/socket', 'The socket', 'Every frame, command, event, error and close code.')}
        ${card('/docs/http', 'The HTTP API', 'Every call, to be tried from the page.')}
      </ul>
      <p>
        For tools: <a href="/asyncapi.yaml">asyncapi.yaml</a> (AsyncAPI 3.0) and
        <a href="/openapi.yaml">openapi.yaml</a> (OpenAPI 3.1).
      </p>
      <h2 id="guides">Guides</h2>
      <ul class="cards">
        ${guides.map(({ name, title, about }) => card(`/docs/${name}`, title, about)).join('\n        ')}
      </ul>
    </main>`;
  return { title: 'Documentation', body };
}
