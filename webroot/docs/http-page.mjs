/** Swagger UI, started by /docs/http.js, as inline scripts are forbidden. */
export function httpPage() {
  return {
    title: 'The HTTP API',
    head: `<link rel="stylesheet" href="/docs/swagger-ui.css" />
    <script src="/docs/swagger-ui-bundle.js" defer></script>
    <script src="/docs/http.js" defer></script>`,
    body: `<main id="content" class="swagger">
      <noscript><p>This page needs JavaScript; <a href="/openapi.yaml">the document itself</a> does not.</p></noscript>
      <div id="swagger"></div>
    </main>`,
  };
}
