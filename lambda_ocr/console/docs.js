// The explorer: Swagger UI over this service's own description. Requests go to this service, unsigned.

window.addEventListener('load', () => {
  if (!window.SwaggerUIBundle) {
    document.getElementById('explorer').textContent = 'The explorer is not installed here; the description is at openapi.json.';
    return;
  }
  window.SwaggerUIBundle({
    url: new URL('openapi.json', document.baseURI).href,
    dom_id: '#explorer',
    deepLinking: true,
    validatorUrl: null,
    supportedSubmitMethods: ['post'],
    presets: [window.SwaggerUIBundle.presets.apis],
  });
});
