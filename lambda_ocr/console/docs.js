// The explorer: Swagger UI over this service's own description. Requests go to this service, unsigned.

async function described() {
  const document_ = await (await fetch(new URL('openapi.json', document.baseURI))).json();
  return { ...document_, servers: [{ url: document.baseURI.replace(/\/$/, '') }] };
}

window.addEventListener('load', async () => {
  if (!window.SwaggerUIBundle) {
    document.getElementById('explorer').textContent = 'The explorer is not installed here; the description is at openapi.json.';
    return;
  }
  window.SwaggerUIBundle({
    spec: await described(),
    dom_id: '#explorer',
    deepLinking: true,
    validatorUrl: null,
    supportedSubmitMethods: ['post'],
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
