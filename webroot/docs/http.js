/* global SwaggerUIBundle, document, location, matchMedia */
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();

/** "Try it out" goes to the service that shows the page, whatever its name: its policy lets nothing else through. */
const ThisServer = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (update) => (document) =>
          update({
            ...document,
            servers: [{ url: location.origin, description: 'This service' }, ...document.servers],
          }),
      },
    },
  },
});

SwaggerUIBundle({
  url: '/openapi.yaml',
  dom_id: '#swagger',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
  plugins: [ThisServer],
});
